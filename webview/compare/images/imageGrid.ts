import type { PixelPlan } from '../../components/images/pixelPlan';
import type { TableName } from '../../components/images/themeTables';
import type { ValueRange } from '../../components/images/valueScale';

/** A picture of the grid. */
export interface GridPicture {
  readonly values: Float32Array;
  /** Below it, such as its error. */
  readonly text: string;
}

/** A row of the grid: the same thing of every run, on one scale of colours. */
export interface GridRow {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  readonly plan: PixelPlan;
  readonly range: ValueRange;
  readonly table: TableName;
  /** What is rebuilt, before the runs; absent where there is no such thing. */
  readonly truth?: GridPicture & { readonly range: ValueRange; readonly table: TableName };
  /** By run; undefined where it has none. */
  readonly cells: readonly (GridPicture | undefined)[];
}

/** A cell of the grid. */
export interface GridPlace {
  readonly row: number;
  readonly run: number;
}
