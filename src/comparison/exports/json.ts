import type { LocalizableText } from '../../diagnostics/findings/finding';
import { inEnglish } from '../../diagnostics/findings/finding';
import { differingConfig } from '../flatConfig';
import { groupRuns } from '../groups';
import type { GroupTest } from '../groupTest';
import type { ShownCell, ShownTable, TableView } from '../shownTable';
import type { RunTable } from '../table';
import { columnTitle } from './exportCells';

/** Raised with every change that a reader of the JSON would misunderstand. */
const VERSION = 1;

/**
 * The object that `racecar compare --json` prints: the runs with all of their values, and the table as it is shown. A
 * number that is not finite is null.
 */
export function comparisonJson(table: RunTable, shown: ShownTable, view: TableView): object {
  const runs = table.rows.map(({ run }) => run);
  const { group = 'none', baseline } = view;
  return {
    version: VERSION,
    runs: table.rows.map(({ run, label, cells }) => ({
      run: run.facts.id,
      dir: run.key,
      label,
      ...pick(run.facts, ['name', 'mode', 'seed', 'status', 'engine', 'steps', 'step', 'created']),
      ...(run.results?.set === undefined ? {} : { set: run.results.set }),
      values: valuesOf(cells, ({ value }) => finite(value)),
      missing: valuesOf(cells, ({ missing }) => english(missing)),
      loggedAt: valuesOf(cells, ({ step }) => step),
    })),
    differing: Object.fromEntries(differingConfig(runs).map(({ key, values }) => [key, values.map(orNull)])),
    columns: shown.columns.map((column) => ({
      id: column.id,
      title: columnTitle(column),
      format: column.format,
      ...(column.better === undefined ? {} : { better: column.better }),
    })),
    group,
    ...(baseline ? { baseline } : {}),
    rows: shown.rows.map((row) => ({
      label: row.label,
      ...(row.isBaseline ? { isBaseline: true } : {}),
      runs: row.runs.map(({ facts }) => facts.id),
      cells: row.cells.map(cellJson),
    })),
    ...(group === 'none'
      ? {}
      : {
          groups: groupRuns(runs, group).map((each) => ({
            label: each.label,
            runs: each.runs.map(({ facts }) => facts.id),
            repeated: each.repeated.map(({ facts }) => facts.id),
            alsoDiffers: each.alsoDiffers,
          })),
        }),
    notes: shown.notes.map(inEnglish),
  };
}

function cellJson({ value, step, missing, summary, without, difference, test }: ShownCell): object {
  return {
    ...(value === undefined ? {} : { value: finite(value) }),
    ...(step === undefined ? {} : { step }),
    ...(missing === undefined ? {} : { missing: english(missing) }),
    ...(summary === undefined ? {} : { summary }),
    ...(without === undefined ? {} : { without }),
    ...(difference === undefined ? {} : { difference }),
    ...(test === undefined ? {} : { test: testJson(test) }),
  };
}

function testJson({ warnings, ...numbers }: GroupTest): object {
  return { ...numbers, warnings: warnings.map(inEnglish) };
}

/** The values of those columns that have one, by id. */
function valuesOf<Cell, Value>(
  cells: ReadonlyMap<string, Cell>,
  of: (cell: Cell) => Value | undefined,
): Record<string, Value> {
  const entries = [...cells].map(([id, cell]) => [id, of(cell)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Record<string, Value>;
}

function pick<T extends object, Key extends keyof T>(from: T, keys: readonly Key[]): Pick<T, Key> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, Key>;
}

function english(text: LocalizableText | undefined): string | undefined {
  return text === undefined ? undefined : inEnglish(text);
}

function finite(value: number | string | undefined): number | string | null | undefined {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

function orNull(value: unknown): unknown {
  return value ?? null;
}
