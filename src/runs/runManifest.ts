import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { LayerOptions } from '../config/layers';
import { namedLayers } from '../config/networkPlan';
import type { ResolvedConfig } from '../config/resolve';
import { UserError } from '../config/userError';
import { writeFileAtomically } from './atomicFile';
import { processStart } from './processStart';

export const RUN_STATUSES = [
  'queued',
  'running',
  'paused',
  'finished',
  'failed',
  'stopped',
  'interrupted',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** JSON has no NaN or infinity; a final loss that is one of them is written as null. */
const numberOrNull = z.number().nullable();

const finalResults = z.object({
  loss: numberOrNull,
  taskLoss: numberOrNull,
  penalties: z.record(z.string(), numberOrNull),
  trainAccuracy: numberOrNull,
  validationAccuracy: numberOrNull.optional(),
  testAccuracy: numberOrNull,
});

const layerResult = z.object({
  name: z.string(),
  shape: z.array(z.number()),
  /** Descending. */
  singularValues: z.array(z.number()),
  /** Share of the energy of the layer's training inputs X along each left singular vector: ||X u_j||^2 / ||X||_F^2. */
  dataEnergy: z.array(numberOrNull),
  stableRank: z.number(),
  orthogonalityError: z.number(),
  /** Of the layer's input, rebuilt: ||r - h||^2 / ||h||^2 on the training set. */
  reverseError: z.object({ full: numberOrNull, local: numberOrNull }),
});

/** What is needed to show a run; a training checks the whole config before it goes on. */
function hasSections(config: unknown): boolean {
  const section = z.looseObject({});
  const sections = { data: z.looseObject({ kind: z.string() }), network: section, training: section };
  return z.object(sections).safeParse(config).success;
}

/**
 * Runs used to be recorded with the names of layers as the config had them, many with none; they read like those of
 * today. What is no list of layers stays as it is.
 */
function withLayerNames(config: ResolvedConfig): ResolvedConfig {
  const layers: unknown = config.network.layers;
  const isList = z.array(z.looseObject({ type: z.string() })).safeParse(layers).success;
  if (!isList) return config;
  return { ...config, network: { ...config.network, layers: namedLayers(layers as LayerOptions[]) } };
}

/** Why a run was interrupted, where somebody could still tell. */
const interruption = z.object({
  /** `parent`: the program it trained for went away; `killed`: its own process died, or was ended by force. */
  reason: z.enum(['parent', 'killed']),
  message: z.string(),
  /** Whether it was paused then, and so is not to go on by itself. */
  paused: z.boolean().optional(),
});

/** The set of runs that a run was trained in, such as a grid. */
const runSet = z.object({
  id: z.string(),
  label: z.string(),
  /** Keys of the config that differ within it. */
  keys: z.array(z.string()),
});

const engineChange = z.object({
  /** That the new engine went on from. */
  step: z.number(),
  from: z.string(),
  to: z.string(),
  reason: z.string(),
  time: z.string(),
});

/** run.json. Keys that a newer version added are kept as they are. */
const manifestSchema = z.looseObject({
  format: z.literal(1),
  id: z.string().min(1),
  /** Name of the config file without .racecar.json. */
  name: z.string(),
  mode: z.string(),
  seed: z.number(),
  /** With every default filled in, and the name of every layer. */
  config: z.custom<ResolvedConfig>(hasSections, 'it is not a config').transform(withLayerNames),
  configFile: z.string(),
  engine: z.string(),
  device: z.string(),
  threads: z.number().optional(),
  /** Why it is this engine, where that was measured. */
  engineReason: z.string().optional(),
  /** Engines that failed in mid-run, each with the one that went on. */
  engineChanges: z.array(engineChange).optional(),
  versions: z.record(z.string(), z.string()),
  set: runSet.optional(),
  status: z.enum(RUN_STATUSES),
  created: z.string(),
  started: z.string().optional(),
  /** Last sign of life. */
  updated: z.string(),
  ended: z.string().optional(),
  /** The process that trains, and its machine. */
  pid: z.number().optional(),
  host: z.string().optional(),
  processStart: processStart.optional(),
  data: z.object({
    shape: z.array(z.number()),
    classNames: z.array(z.string()),
    train: z.number(),
    validation: z.number(),
    test: z.number(),
    /** Of all samples and labels; absent where they follow from the config, and in runs of older versions. */
    digest: z.string().optional(),
  }),
  /** Steps of the whole training, and steps done. */
  steps: z.number(),
  step: z.number(),
  stepsPerSecond: z.number().optional(),
  warnings: z.array(z.string()).default([]),
  error: z.object({ message: z.string(), step: z.number().optional() }).optional(),
  interruption: interruption.optional(),
  final: finalResults.optional(),
  layers: z.array(layerResult).optional(),
});

export type RunManifest = z.output<typeof manifestSchema>;
export type Interruption = z.output<typeof interruption>;
export type EngineChange = z.output<typeof engineChange>;
export type FinalResults = z.output<typeof finalResults>;
export type LayerResult = z.output<typeof layerResult>;

export async function writeRunManifest(file: string, manifest: RunManifest): Promise<void> {
  await writeFileAtomically(file, `${JSON.stringify(manifest, undefined, 1)}\n`);
}

/** @throws UserError when there is no manifest or it is not one */
export async function readRunManifest(file: string): Promise<RunManifest> {
  return readManifestAs(file, manifestSchema);
}

/** What a list shows of a run: the manifest without its large parts, so that thousands can be kept. */
export type RunSummary = Omit<z.output<typeof summarySchema>, 'config'>;
const summarySchema = z.object(manifestSchema.omit({ layers: true }).shape);

/** Reads a run for a list. Errors as in readRunManifest. */
export async function readRunSummary(file: string): Promise<RunSummary> {
  const summary: RunSummary & { config?: unknown } = await readManifestAs(file, summarySchema);
  delete summary.config;
  return summary;
}

async function readManifestAs<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError('no run here: its run.json cannot be read', { place: { file }, cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError('the run cannot be read: its run.json is not JSON', {
      place: { file },
      cause: error,
    });
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new UserError(
      `the run cannot be read: ${issue?.path.join('.') ?? 'run.json'}: ${issue?.message ?? 'not a run'}`,
      { place: { file }, hint: 'Was it written by a newer version of Racecar?' },
    );
  }
  return result.data;
}
