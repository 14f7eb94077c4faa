import type { LocalizableText } from '../diagnostics/findings/finding';
import type { ComparedRun } from './comparedRun';
import type { Difference } from './difference';
import type { Grouping } from './groups';
import type { GroupTest } from './groupTest';
import type { Summary } from './statistics/summary';
import type { Cell, TableColumn } from './tableColumn';

/** How somebody looks at a table. Plain JSON; part of a comparison's file. */
export interface TableView {
  readonly group?: Grouping;
  /** A run's folder, id or label, or a group's label; empty for none. */
  readonly baseline?: string;
  readonly sort?: readonly { readonly column: string; readonly descending?: boolean }[];
  readonly filter?: string;
  /** Those shown, in this order; by default those of defaultColumns. */
  readonly columns?: readonly string[];
  /** Those of them that are not shown. */
  readonly hidden?: readonly string[];
}

/** A table as it is shown: filtered, grouped, sorted, each row held against the baseline. */
export interface ShownTable {
  readonly columns: readonly TableColumn[];
  /** All others. */
  readonly hidden: readonly TableColumn[];
  readonly isGrouped: boolean;
  readonly rows: readonly ShownRow[];
  /** Runs that the filter leaves out. */
  readonly filteredOut: number;
  /** What must be known to read the table rightly. */
  readonly notes: readonly LocalizableText[];
  readonly filterError?: LocalizableText;
}

export interface ShownRow {
  readonly key: string;
  readonly label: string;
  /** Where all of the row's runs have the same. */
  readonly mode?: string;
  readonly runs: readonly ComparedRun[];
  readonly isBaseline: boolean;
  /** As the table's columns. */
  readonly cells: readonly ShownCell[];
}

export interface ShownCell extends Cell {
  /** Of a group: over its seeds. `value` is the mean then. */
  readonly summary?: Summary;
  /** Runs of a group without a finite value. */
  readonly without?: number;
  /** To the baseline. */
  readonly difference?: Difference;
  /** Of a group against the baseline. */
  readonly test?: GroupTest;
}
