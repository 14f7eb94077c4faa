import { CONTEXT } from '../contributedNames';
import { ACTIONS } from './runActions';
import type { RunRow } from './runRow';

/** The keys that say which commands on runs make sense. */
export function contextOf(rows: readonly RunRow[], isReady: boolean): Record<string, boolean> {
  return {
    [CONTEXT.hasRuns]: rows.length > 0,
    [CONTEXT.isReady]: isReady,
    [CONTEXT.hasRunning]: rows.some((row) => ACTIONS.stop.fits(row) && row.state !== 'paused'),
    [CONTEXT.hasPaused]: rows.some((row) => row.state === 'paused'),
    [CONTEXT.hasResumable]: rows.some((row) => row.isResumable),
  };
}
