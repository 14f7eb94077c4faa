import path from 'node:path';
import * as z from 'zod';
import { TASK_TYPE } from '../contributedNames';

const definitionSchema = z.object({
  type: z.literal(TASK_TYPE),
  config: z.string().min(1),
  mode: z.string().optional(),
  seeds: z.number().int().min(1).optional(),
  engine: z.string().optional(),
});

/** A task of the type racecar, as tasks.json has it. */
export type TrainingTask = z.output<typeof definitionSchema>;

/** The settings that a task goes by where it does not say. */
export interface TaskDefaults {
  readonly engine: string;
  readonly threads: number | undefined;
  readonly tensorflowFolder: string | undefined;
}

/** Reads a definition; what is wrong with it, in words, when it is none. */
export function readTrainingTask(definition: unknown): TrainingTask | string {
  const result = definitionSchema.safeParse(definition);
  if (result.success) return result.data;
  return result.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; ');
}

/** The path of a task's config. */
export function configOfTask({ config }: TrainingTask, folder: string): string {
  return path.resolve(folder, config);
}

/**
 * The arguments of the command that a task runs. What it says of a config is for the problem matcher and for eyes,
 * so that the config is named as the task names it.
 */
export function trainArguments(task: TrainingTask, defaults: TaskDefaults): string[] {
  const { config, mode, seeds, engine } = task;
  const { threads, tensorflowFolder } = defaults;
  return [
    'train',
    ...(mode === undefined ? [] : [`--mode=${mode}`]),
    ...(seeds === undefined ? [] : [`--seeds=${seeds}`]),
    `--engine=${engine ?? defaults.engine}`,
    ...(threads === undefined ? [] : [`--threads=${threads}`]),
    ...(tensorflowFolder === undefined ? [] : [`--tensorflow=${tensorflowFolder}`]),
    '--',
    config,
  ];
}

/** The tasks that are offered for a config: its own mode, and the matched set. */
export function tasksOf(config: string): TrainingTask[] {
  return [
    { type: TASK_TYPE, config },
    { type: TASK_TYPE, config, mode: 'std,ort,rr' },
  ];
}

/** Such as "peak" or "peak (std,ort,rr)". */
export function titleOfTask({ config, mode }: TrainingTask): string {
  const name = config.replace(/\.racecar\.json$/, '');
  return mode === undefined ? name : `${name} (${mode})`;
}
