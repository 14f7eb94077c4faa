import type { PixelPlan } from './pixelPlan';

const MOVES: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function isMove(key: string): boolean {
  return key in MOVES || key === 'Home' || key === 'End';
}

/**
 * The cell that a key leads to, over gaps, or undefined for other keys and at the edge. The first key of any kind
 * leads to the first cell, Home and End to the first and the last.
 */
export function nextCell(plan: PixelPlan, from: number | undefined, key: string): number | undefined {
  const { cells, columns, rows } = plan;
  if (key === 'Home') return cells.findIndex((index) => index >= 0);
  if (key === 'End') return cells.findLastIndex((index) => index >= 0);
  const move = MOVES[key];
  if (move === undefined) return undefined;
  if (from === undefined) return cells.findIndex((index) => index >= 0);
  let column = from % columns;
  let row = Math.floor(from / columns);
  for (;;) {
    column += move[0];
    row += move[1];
    if (column < 0 || row < 0 || column >= columns || row >= rows) return undefined;
    if (cells[row * columns + column]! >= 0) return row * columns + column;
  }
}
