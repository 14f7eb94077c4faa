import type { ReportRun } from '../messages/reportData';
import type { RunFolder } from '../runs/runFolder';
import { printableLine } from './printable';

/**
 * What the command says of snapshots that a page lacks and that one would look for in it: those that cannot be read, and
 * all of a run where not even the last fits.
 *
 * @param limit   bytes of all snapshots
 * @param remedy  what makes room for more
 */
export function leftOutText(
  folders: readonly RunFolder[],
  runs: readonly ReportRun[],
  limit: number,
  remedy?: string,
): string {
  const lines = runs.flatMap(({ snapshots, snapshotCount, unreadable }, at) => {
    const folder = folders[at]!;
    const damaged = unreadable.map(
      ({ step, reason }) => `${folder.snapshot(step)}: left out, it cannot be read: ${reason}`,
    );
    if (snapshots.length > 0 || unreadable.length === snapshotCount) return damaged;
    const tooLarge = `${folder.id}: no snapshot is in the page: all together may take ${limit / 1e6} MB, which its last does not fit into.`;
    return [...damaged, remedy === undefined ? tooLarge : `${tooLarge} ${remedy}`];
  });
  return lines.map((line) => `${printableLine(line)}\n`).join('');
}
