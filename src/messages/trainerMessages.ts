/**
 * What a supervisor and the process that trains for it say to each other. Both ends check what they receive. A message
 * that is changed in a way that the other end would misread raises TRAINER_MESSAGES.
 */
import * as z from 'zod';
import { UserError } from '../config/userError';
import { ENGINE_CHOICES, ENGINE_NAMES } from '../engines/engine';

/** Version of the messages. Both ends come from one build, unless Racecar is updated while it runs. */
export const TRAINER_MESSAGES = 1;

/** How often each end says that it is there. */
export const HEARTBEAT_MS = 2_000;

const count = z.number().int().nonnegative();

const trainRequest = z.object({
  kind: z.literal('train'),
  /** Absolute. */
  configFile: z.string(),
  /** The config as it was when it was asked for; else the file is read as the training starts. */
  configText: z.string().optional(),
  /** The config's name in messages. */
  shownAs: z.string().optional(),
  /** In place of the config's. */
  mode: z.string().optional(),
  seed: z.number().int().optional(),
  overrides: z
    .array(
      z.object({
        path: z.array(z.union([z.string(), z.number()])),
        value: z.unknown(),
        source: z.string(),
      }),
    )
    .optional(),
  /** Absolute; the run's folder is made in it. */
  runsDirectory: z.string(),
  engine: z.enum(ENGINE_CHOICES),
  /** The set of runs that it is part of. */
  set: z.object({ id: z.string(), label: z.string(), keys: z.array(z.string()) }).optional(),
  threads: count.optional(),
  tensorflowFolder: z.string().optional(),
});

const resumeRequest = z.object({
  kind: z.literal('resume'),
  /** Absolute. */
  runDirectory: z.string(),
  /** Where it is not to go on on its own engine. */
  engine: z.enum(ENGINE_NAMES).optional(),
  threads: count.optional(),
  tensorflowFolder: z.string().optional(),
});

const trainingRequest = z.discriminatedUnion('kind', [trainRequest, resumeRequest]);

/** What a training process is to do. Plain JSON. */
export type TrainingRequest = z.input<typeof trainingRequest>;
export type TrainRequest = z.input<typeof trainRequest>;
export type ResumeRequest = z.input<typeof resumeRequest>;

/** Who wants a training to end: somebody who asked for it, or its parent, which goes away. */
export const STOP_CAUSES = ['request', 'parent'] as const;
export type StopCause = (typeof STOP_CAUSES)[number];

const trainerCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), version: count, request: trainingRequest }),
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('continue') }),
  z.object({ type: z.literal('stop'), cause: z.enum(STOP_CAUSES) }),
  z.object({ type: z.literal('ping') }),
]);

/** From the supervisor to the training process. */
export type TrainerCommand = z.input<typeof trainerCommand>;

/** A loss that is not finite arrives as null. */
const value = z.number().nullable();

const loggedLine = z.object({
  step: count,
  epoch: z.number(),
  loss: value,
  taskLoss: value,
  penalties: z.record(z.string(), value),
  trainAccuracy: value.optional(),
  validationAccuracy: value.optional(),
  testAccuracy: value.optional(),
  learningRate: value,
});

const runProgress = z.object({
  /** Steps done, and steps of the whole training. */
  step: count,
  steps: count,
  stepsPerSecond: z.number(),
  /** The last line that was logged, without its layers. */
  line: loggedLine.optional(),
  /** Something that the user should read, such as a change of the engine. */
  notice: z.string().optional(),
});

/** How far a run is. */
export type RunProgress = z.output<typeof runProgress>;

const startedRun = z.object({
  id: z.string(),
  /** Absolute. */
  directory: z.string(),
  name: z.string(),
  mode: z.string(),
  seed: z.number(),
  steps: count,
  engine: z.string(),
  device: z.string(),
  /** Why it is this engine, when that was not the user's own choice. */
  engineReason: z.string().optional(),
  warnings: z.array(z.string()),
});

/** A run that has its folder. */
export type StartedRun = z.output<typeof startedRun>;

const plainError = z.object({
  message: z.string(),
  place: z.object({ file: z.string(), line: count.optional(), column: count.optional() }).optional(),
  hint: z.string().optional(),
  kind: z.enum(['input', 'run']),
});

/** A UserError as a message carries it. */
export type PlainError = z.output<typeof plainError>;

const trainerReport = z.discriminatedUnion('type', [
  /** The first of all, in every version. */
  z.object({ type: z.literal('hello'), version: count }),
  z.object({ type: z.literal('started'), run: startedRun }),
  z.object({ type: z.literal('progress'), progress: runProgress }),
  z.object({ type: z.literal('state'), state: z.enum(['running', 'paused']) }),
  z.object({ type: z.literal('log'), text: z.string() }),
  /** The last of all. How the run ended is in its manifest; the error says why there is no run at all. */
  z.object({ type: z.literal('ended'), error: plainError.optional() }),
  z.object({ type: z.literal('pong') }),
]);

/** From the training process to its supervisor. */
export type TrainerReport = z.input<typeof trainerReport>;

/** @throws UserError when a message is not one that a supervisor of this version sends */
export function readTrainerCommand(message: unknown): TrainerCommand {
  rejectOtherVersion(message, 'start', 'the supervisor');
  return parsed(trainerCommand, message);
}

/** @throws UserError when a message is not one that a training process of this version sends */
export function readTrainerReport(message: unknown): TrainerReport {
  rejectOtherVersion(message, 'hello', 'the training process');
  return parsed(trainerReport, message);
}

/** The first message tells the version, and the rest of it may be anything when that is another one. */
function rejectOtherVersion(message: unknown, first: string, sender: string): void {
  const opening = z.looseObject({ type: z.literal(first), version: z.unknown() }).safeParse(message);
  if (!opening.success || opening.data.version === TRAINER_MESSAGES) return;
  throw new UserError(
    `${sender} speaks version ${String(opening.data.version)} of Racecar's messages, expected version ${TRAINER_MESSAGES}`,
    { hint: 'Was Racecar updated while it was running? Start it again.', kind: 'run' },
  );
}

function parsed<Message>(schema: z.ZodType<Message>, message: unknown): Message {
  const result = schema.safeParse(message);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UserError(
    `a message between Racecar's processes cannot be read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    { kind: 'run' },
  );
}

export function plainErrorOf({ message, place, hint, kind }: UserError): PlainError {
  return {
    message,
    kind,
    ...(place === undefined ? {} : { place: { ...place } }),
    ...(hint === undefined ? {} : { hint }),
  };
}

export function userErrorOf({ message, place, hint, kind }: PlainError): UserError {
  return new UserError(message, {
    kind,
    ...(place === undefined
      ? {}
      : {
          place: {
            file: place.file,
            ...(place.line === undefined ? {} : { line: place.line }),
            ...(place.column === undefined ? {} : { column: place.column }),
          },
        }),
    ...(hint === undefined ? {} : { hint }),
  });
}
