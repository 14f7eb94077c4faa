import type { RunStatus } from '../../runs/runManifest';

/** What the choice of a run needs to know of one. */
export interface CandidateRun {
  readonly mode: string;
  readonly seed: number;
  readonly status: RunStatus;
  /** ISO 8601. */
  readonly created: string;
}

/** Statuses of a training whose numbers are all there; a failed one may have diverged. */
const ENDED: readonly RunStatus[] = ['finished', 'failed'];

/**
 * The run whose findings a config shows: the newest of the mode that the config has now, once it has finished or failed.
 * While a newer one is under way, or was stopped before its end, the older one's findings are out of date.
 */
export function latestRun<Run extends CandidateRun>(runs: readonly Run[], mode: string): Run | undefined {
  const newest = runs
    .filter((run) => run.mode === mode)
    .reduce<Run | undefined>(
      (latest, run) => (latest === undefined || run.created > latest.created ? run : latest),
      undefined,
    );
  return newest !== undefined && ENDED.includes(newest.status) ? newest : undefined;
}
