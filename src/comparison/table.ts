import { nearest } from '../config/nearest';
import type { ComparedRun } from './comparedRun';
import { labelsOf } from './comparedRun';
import { configColumns } from './configColumns';
import { layerColumns, layersOf } from './layerColumns';
import { resultColumns } from './resultColumns';
import { runColumns } from './runColumns';
import type { Cell, ColumnDefinition, TableColumn } from './tableColumn';

/** All that a comparison can show of runs: every column that any of them has, and each run's value or why there is none. */
export interface RunTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly run: ComparedRun;
  /** The shortest that tells the run from the others. */
  readonly label: string;
  /** By the column's id. */
  readonly cells: ReadonlyMap<string, Cell>;
}

/** The table of runs, in their order. Config columns are the keys that differ. */
export function runTable(runs: readonly ComparedRun[]): RunTable {
  const definitions: ColumnDefinition[] = [
    ...runColumns(),
    ...configColumns(runs),
    ...resultColumns(runs),
    ...layerColumns(runs),
  ];
  const labels = labelsOf(runs);
  const rows = runs.map((run, i) => ({
    run,
    label: labels[i]!,
    cells: new Map(definitions.map((column) => [column.id, column.cell(run)])),
  }));
  return { columns: definitions.map(withoutCell), rows };
}

function withoutCell(definition: ColumnDefinition): TableColumn {
  const { cell, ...column } = definition;
  void cell;
  return column;
}

/** Shown of the first layer with a kernel, which sees the data itself. */
const FIRST_LAYER = ['reverseErrorFull', 'topDataEnergy', 'capturedEnergy', 'stableRank'];

/** Ids of the columns that are shown when nobody has chosen: what differs, and what the trainings came to. */
export function defaultColumns({ columns, rows }: RunTable): string[] {
  const differs = (id: string) =>
    new Set(rows.map(({ cells }) => cells.get(id)?.value)).size > 1 || rows.length < 2;
  const always = ['mode', 'seed', 'final.testAccuracy', 'final.validationAccuracy', 'final.trainAccuracy'];
  const whenDiffering = ['name', 'data', 'engine'];
  const [first] = layersOf(rows.map(({ run }) => run));
  return columns
    .filter(({ id, group, layer }) => {
      if (id === 'status') return rows.some(({ run }) => run.facts.status !== 'finished');
      if (group === 'config' || id === 'final.taskLoss' || always.includes(id)) return true;
      if (whenDiffering.includes(id)) return rows.length > 1 && differs(id);
      return layer === first && FIRST_LAYER.some((name) => id === `layer.${first}.${name}`);
    })
    .map(({ id }) => id);
}

/**
 * The column that a name means: its id, or the end of it after a dot where only one ends so, or of several the first
 * layer's (stableRank, hidden.stableRank, rr.lambda, testAccuracy). Upper and lower case are the same.
 */
export function findColumn<Column extends TableColumn>(
  columns: readonly Column[],
  name: string,
): Column | undefined {
  const wanted = name.toLowerCase();
  const exact = columns.find(({ id }) => id.toLowerCase() === wanted);
  if (exact !== undefined) return exact;
  const ending = columns.filter(({ id }) => id.toLowerCase().endsWith(`.${wanted}`));
  const final = ending.find(({ id }) => id.startsWith('final.'));
  const isOneThing = new Set(ending.map(({ group }) => group)).size === 1;
  if (final !== undefined) return final;
  if (ending.length === 1 || (isOneThing && ending[0]?.group === 'layer')) return ending[0];
  return undefined;
}

/** The id of a column that a misspelt name may mean. */
export function nearestColumn(columns: readonly TableColumn[], name: string): string | undefined {
  const names = columns.flatMap(({ id }) => [
    id,
    id.slice(id.indexOf('.') + 1),
    id.slice(id.lastIndexOf('.') + 1),
  ]);
  return nearest(name, [...new Set(names)]);
}
