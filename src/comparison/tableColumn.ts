import type { LocalizableText } from '../diagnostics/findings/finding';
import type { ComparedRun } from './comparedRun';

/** Which direction of a value is better; there is none for most of what describes a network. */
export type Better = 'higher' | 'lower';

/** `share`: 0.5 is 50 %; `rate`: a second; `seconds`: a time span; `time`: ISO 8601. */
export type ValueFormat = 'number' | 'share' | 'count' | 'rate' | 'seconds' | 'time' | 'text';

/** A column of a comparison's table. */
export interface TableColumn {
  /** Such as mode, final.testAccuracy, layer.hidden.stableRank, config.regularization.rr.lambda. */
  readonly id: string;
  /** Without the layer's name. */
  readonly title: LocalizableText;
  readonly group: 'run' | 'result' | 'layer' | 'config';
  readonly layer?: string;
  readonly format: ValueFormat;
  readonly numeric: boolean;
  readonly better?: Better;
  /** Column of the metrics whose course ends in this value, by its name in dashboardMessages. */
  readonly series?: string;
}

/** What a run has in a column. */
export interface Cell {
  /** Infinity: measured, and not a finite number. */
  readonly value?: number | string;
  /** The logged step it is of, of a group the largest; absent where it is final, over the whole split. */
  readonly step?: number;
  /** Why there is no value. */
  readonly missing?: LocalizableText;
  /** Whether there could be none, so that its lack is not worth telling: a penalty of another mode. */
  readonly isInapplicable?: boolean;
}

/** A column, and how its cells are found. */
export interface ColumnDefinition extends TableColumn {
  cell(run: ComparedRun): Cell;
}

export function isNumeric(format: ValueFormat): boolean {
  return format !== 'text' && format !== 'time';
}
