import type { RunGroup } from './runGroups';
import type { RunRow } from './runRow';

/** Runs of a config that are shown at first, and at each "Show more…". */
export const PAGE = 100;

/** What the Runs view shows, as far as a change of it concerns the view. */
export interface TreeLayout {
  readonly groups: readonly GroupLayout[];
}

export interface GroupLayout {
  readonly group: RunGroup;
  /** The first of the group's, as many as are asked for. */
  readonly rows: readonly RunRow[];
  /** Runs that are not shown yet. */
  readonly hidden: number;
}

/** What the view has to ask for again. */
export interface TreeChange {
  /** Everything: there are other groups. */
  readonly all: boolean;
  /** Groups with other rows or another text, by their config. */
  readonly groups: readonly string[];
  /** Rows of the other groups that look different, by their key. */
  readonly rows: readonly string[];
}

/** @param limits how many runs of a config are to be shown, where more than a page were asked for */
export function layOut(groups: readonly RunGroup[], limits: ReadonlyMap<string, number>): TreeLayout {
  return {
    groups: groups.map((group) => {
      const limit = limits.get(group.configFile) ?? PAGE;
      return {
        group,
        rows: group.rows.slice(0, limit),
        hidden: Math.max(0, group.rows.length - limit),
      };
    }),
  };
}

/**
 * The least that a view must ask for again, so that it neither flickers nor loses what is selected.
 *
 * @param shown by row, what the view was last given of it; it never asked for the others
 * @param look all that is seen of a row, as one text
 */
export function changeOf(
  before: TreeLayout,
  after: TreeLayout,
  shown: ReadonlyMap<string, string>,
  look: (row: RunRow) => string,
): TreeChange {
  const configs = ({ groups }: TreeLayout): string => groups.map(({ group }) => group.configFile).join('\n');
  if (configs(before) !== configs(after)) return { all: true, groups: [], rows: [] };
  const [same, other] = [[] as GroupLayout[], [] as GroupLayout[]];
  after.groups.forEach((group, index) => {
    (shape(before.groups[index]!) === shape(group) ? same : other).push(group);
  });
  const rows = same
    .flatMap((group) => group.rows)
    .filter((row) => shown.has(row.key) && shown.get(row.key) !== look(row));
  return {
    all: false,
    groups: other.map(({ group }) => group.configFile),
    rows: rows.map(({ key }) => key),
  };
}

function shape({ group, rows, hidden }: GroupLayout): string {
  const unreadable = group.unreadable.map(({ folder, reason }) => `${folder.directory} ${reason}`);
  return [group.total, hidden, ...rows.map(({ key }) => key), ...unreadable].join('\n');
}
