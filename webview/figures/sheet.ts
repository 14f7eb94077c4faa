import type { PixelPlan } from '../components/images/pixelPlan';
import type { TableName } from '../components/images/themeTables';
import type { ValueRange } from '../components/images/valueScale';
import type { FigureTexts } from './svg';

/** Values drawn as a picture, with what is written below it. */
export interface SheetPicture {
  readonly plan: PixelPlan;
  readonly values: ArrayLike<number>;
  readonly range: ValueRange;
  readonly table: TableName;
  readonly captions: readonly string[];
}

/** What the colours of pictures mean. */
export interface SheetBar {
  readonly table: TableName;
  readonly range: ValueRange;
  readonly label: string;
}

/** A line of text in bold and one below it; either may be empty. */
export interface SheetHead {
  readonly title: string;
  readonly detail: string;
  /** What the colours of this column mean, where each has its own. */
  readonly bars?: readonly SheetBar[];
}

/** Pictures in rows and columns, as they are exported. */
export interface Sheet extends FigureTexts {
  /** What the colours of all pictures mean. */
  readonly bars: readonly SheetBar[];
  /** Above the columns; none where the columns have no names. */
  readonly heads: readonly SheetHead[];
  readonly rows: readonly {
    /** Before the row; absent where the rows have no names. */
    readonly head?: SheetHead;
    /** One for each column, with its pictures: images beside each other, strips below each other. */
    readonly cells: readonly (readonly SheetPicture[])[];
  }[];
}

/** Things one after the other in rows of so many. */
export function inRows<T>(items: readonly T[], columns: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / columns) }, (_, row) =>
    items.slice(row * columns, (row + 1) * columns),
  );
}
