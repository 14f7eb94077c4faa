import { spawn } from 'node:child_process';
import { messageOf } from '../src/config/userError';
import type { Entrant, Measurement } from './contestant';
import { Contestant } from './contestant';

export const CONDITIONS = ['quiet', 'loaded'] as const;
/** Whether another process loads a core meanwhile. */
export type Condition = (typeof CONDITIONS)[number];

/** What a contestant did. */
export interface Result {
  readonly entrant: Entrant;
  readonly device?: string;
  readonly startSeconds?: number;
  readonly losses?: readonly number[];
  /** One each round. */
  readonly measured: Readonly<Record<Condition, Measurement[]>>;
  /** Why it could not start or did not get to the end. */
  readonly failure?: string;
}

export interface RoundOptions {
  readonly rounds: number;
  /** Of one contestant in one round. */
  readonly seconds: number;
  readonly conditions: readonly Condition[];
  readonly note: (text: string) => void;
}

/**
 * Lets contestants train in turn, round by round, so that whatever else the machine does meets all of them alike. One
 * that fails is left out from there on.
 *
 * @param workload argument to their commands
 */
export async function runRounds(
  entrants: readonly Entrant[],
  workload: string,
  { rounds, seconds, conditions, note }: RoundOptions,
): Promise<Result[]> {
  const contestants = new Map<Entrant, Contestant>();
  const failures = new Map<Entrant, string>();
  const measured = new Map(
    entrants.map((entrant) => [entrant, { quiet: [], loaded: [] } as Result['measured']]),
  );
  for (const entrant of entrants) {
    note(`starting ${entrant.name}`);
    await attempt(entrant, async () => {
      contestants.set(entrant, await Contestant.start(entrant, workload));
    });
  }
  for (let round = 0; round < rounds; round++) {
    for (const condition of conditions) {
      note(`round ${round + 1} of ${rounds}, ${condition}`);
      const load = condition === 'loaded' ? startLoad() : undefined;
      for (const entrant of rotated(entrants, round)) {
        if (failures.has(entrant)) continue;
        await attempt(entrant, async () => {
          measured.get(entrant)![condition].push(await contestants.get(entrant)!.train(seconds));
        });
      }
      load?.kill();
    }
  }
  for (const contestant of contestants.values()) await contestant.end();

  return entrants.map((entrant) => {
    const { ready, startSeconds } = contestants.get(entrant) ?? {};
    const failure = failures.get(entrant);
    return {
      entrant,
      measured: measured.get(entrant)!,
      ...(ready === undefined ? {} : { losses: ready.losses }),
      ...(ready?.device === undefined ? {} : { device: ready.device }),
      ...(startSeconds === undefined ? {} : { startSeconds }),
      ...(failure === undefined ? {} : { failure }),
    };
  });

  async function attempt(entrant: Entrant, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      failures.set(entrant, messageOf(error));
    }
  }
}

/** Nobody is always the one after the slowest. */
function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** A process that keeps one core busy as long as this one lives. */
function startLoad() {
  const script =
    'const parent = process.ppid; while (process.ppid === parent) for (let i = 0; i < 1e8; i++);';
  return spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
}
