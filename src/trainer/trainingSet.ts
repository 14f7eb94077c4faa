import path from 'node:path';
import { configValueText } from '../comparison/flatConfig';
import { shortKeys } from '../comparison/groupLabels';
import type { Override, ParsedConfig } from '../config/parseConfig';
import { isRelevant } from '../config/relevantKeys';
import { UserError } from '../config/userError';
import type { TrainRequest } from '../messages/trainerMessages';
import { configOf } from './configFile';
import type { GridKey } from './gridText';

/** Far more than anybody waits for; beyond it a typing error is likelier. */
export const MOST_RUNS = 1000;

const MODE_KEY = 'regularization.mode';
const SEED_KEY = 'training.seed';

/** What a set of trainings is to be: each mode with each combination of the grid's values and each seed. */
export interface SetPlan {
  /** What all have in common; its overrides come first. */
  readonly request: TrainRequest;
  /** Undefined: the config's own. */
  readonly modes: readonly (Override | undefined)[];
  readonly grid: readonly GridKey[];
  /** The config's seed and those after it. */
  readonly seeds: number;
}

/** A training of a set, and the line that it goes by. */
export interface SetMember {
  readonly request: TrainRequest;
  readonly title: string;
}

export interface TrainingSet {
  readonly members: readonly SetMember[];
  /** Absent for one training alone. */
  readonly set?: NonNullable<TrainRequest['set']>;
  /** What the user should know of how it came about. */
  readonly notes: readonly string[];
}

/**
 * The trainings of a set, the config of each checked.
 *
 * @param now  when it is asked for, for its id
 * @throws UserError where a config is wrong, keys contradict each other, or there are too many
 */
export async function planSet(plan: SetPlan, now = new Date()): Promise<TrainingSet> {
  rejectContradictions(plan);
  const members: SetMember[] = [];
  const notes: string[] = [];
  const modes = new Set<string>();
  for (const modePut of plan.modes) {
    const base = await configOf(requestWith(plan.request, modePut === undefined ? [] : [modePut]));
    const { mode } = base.config.regularization;
    modes.add(mode);
    const relevant = plan.grid.filter(({ key }) => isRelevant(key, mode));
    for (const { key } of plan.grid.filter((each) => !relevant.includes(each))) {
      notes.push(`${mode} does not depend on ${key}, and is trained without it`);
    }
    for (const combination of combinationsOf(relevant)) {
      const puts = [...(modePut === undefined ? [] : [modePut]), ...combination];
      const seeded = await configOf(requestWith(plan.request, puts));
      for (let seed = 0; seed < plan.seeds; seed++) {
        const seedPut = seedOverride(seeded.config.training.seed + seed);
        const request = requestWith(plan.request, seed === 0 ? puts : [...puts, seedPut]);
        const parsed = await configOf(request);
        parsed.check();
        members.push({ request, title: titleOf(parsed, plan, combination) });
        if (members.length > MOST_RUNS) throw new UserError(`more than ${MOST_RUNS} trainings in one set`);
      }
    }
  }
  if (members.length < 2) return { members, notes };
  const set = { id: setId(now), label: labelOf(plan, [...modes]), keys: keysOf(plan, modes) };
  return { set, notes, members: members.map((each) => ({ ...each, request: { ...each.request, set } })) };
}

function rejectContradictions({ grid, seeds, request }: SetPlan): void {
  const keys = grid.map(({ key }) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) < i);
  if (twice !== undefined) throw new UserError(`the grid has ${twice} twice`);
  if (keys.includes(MODE_KEY)) {
    throw new UserError(`${MODE_KEY} is not for a grid`, {
      hint: '--mode std,rr trains several modes.',
    });
  }
  if (keys.includes(SEED_KEY) && seeds > 1) {
    throw new UserError(`the grid has ${SEED_KEY}, and --seeds says too which seeds`, {
      hint: 'Leave one of them out.',
    });
  }
  const set = (request.overrides ?? []).map((each) => each.path.join('.'));
  const both = keys.find((key) => set.includes(key));
  if (both !== undefined) throw new UserError(`the grid has ${both}, and --set gives it a value too`);
}

/** Each value of each key with each of the others, the last key changing fastest. */
function combinationsOf(grid: readonly GridKey[]): Override[][] {
  return grid.reduce<Override[][]>(
    (before, { key, path: keyPath, values }) =>
      before.flatMap((puts) =>
        values.map((value) => [
          ...puts,
          { path: keyPath, value, source: `--grid ${key}=${configValueText(value)}` },
        ]),
      ),
    [[]],
  );
}

function requestWith(request: TrainRequest, puts: readonly Override[]): TrainRequest {
  const overrides = [...(request.overrides ?? []), ...puts.map((put) => ({ ...put, path: [...put.path] }))];
  return { ...request, overrides };
}

export function seedOverride(seed: number): Override {
  return { path: ['training', 'seed'], value: seed, source: '--seeds' };
}

function titleOf({ config }: ParsedConfig, { request }: SetPlan, combination: readonly Override[]): string {
  const puts = combination.filter(({ path: keyPath }) => keyPath.join('.') !== SEED_KEY);
  const names = shortKeys(puts.map(({ path: keyPath }) => keyPath.join('.')));
  const values = puts.map(({ value }, i) => `${names[i]} ${configValueText(value)}`);
  const { mode } = config.regularization;
  return [nameOf(request), mode, ...values, `seed ${config.training.seed}`].join(' · ');
}

function labelOf({ request, grid, seeds }: SetPlan, modes: readonly string[]): string {
  const names = shortKeys(grid.map(({ key }) => key));
  return [
    nameOf(request),
    modes.join(', '),
    ...grid.map(({ values }, i) => `${names[i]} ${values.map(configValueText).join(', ')}`),
    ...(seeds > 1 ? [`${seeds} seeds`] : []),
  ].join(' · ');
}

function keysOf({ grid, seeds }: SetPlan, modes: ReadonlySet<string>): string[] {
  return [
    ...(modes.size > 1 ? [MODE_KEY] : []),
    ...grid.filter(({ values }) => values.length > 1).map(({ key }) => key),
    ...(seeds > 1 ? [SEED_KEY] : []),
  ];
}

function nameOf({ configFile }: TrainRequest): string {
  return path.basename(configFile).replace(/\.racecar\.json$/, '');
}

/** Such as set-20261121-093000-1f3a. */
function setId(now: Date): string {
  const [date, time] = now
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .split('T');
  const salt = Math.floor(Math.random() * 0x10000);
  return `set-${date}-${time}-${salt.toString(16).padStart(4, '0')}`;
}
