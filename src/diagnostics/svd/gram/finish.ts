import type { Svd } from '../index';
import type { Matrix } from '../products/matrixProduct';
import { descending, pickColumns } from './columns';
import type { Triplets } from './levels';
import type { Operand } from './operand';

/** The triplets in descending order, with the sign convention, as factors of A. */
export function finish(found: Triplets, { isTall, exponent, a }: Operand): Svd {
  const order = descending(found.s);
  const inOrder = order.every((from, to) => from === to);
  const left = inOrder ? found.left : pickColumns(found.left, order);
  const right = inOrder ? found.right : pickColumns(found.right, order);
  const s = Float64Array.from(order, (i) => found.s[i]! * 2 ** exponent);
  const [u, v] = isTall ? [left, right] : [right, left];
  leadPositive(u, v);
  return { rows: a.rows, columns: a.columns, s, u: u.values, v: v.values };
}

/** Turns pairs of vectors such that the first of the largest entries of u is positive. */
export function leadPositive(u: Matrix, v: Matrix): void {
  const leads = new Float64Array(u.columns);
  for (let row = 0; row < u.rows; row++) {
    const from = row * u.columns;
    for (let j = 0; j < u.columns; j++) {
      const value = u.values[from + j]!;
      if (Math.abs(value) > Math.abs(leads[j]!)) leads[j] = value;
    }
  }
  const signs = leads.map((lead) => (lead < 0 ? -1 : 1));
  for (const { values, rows, columns } of [u, v]) {
    for (let row = 0; row < rows; row++) {
      const from = row * columns;
      for (let j = 0; j < columns; j++) values[from + j]! *= signs[j]!;
    }
  }
}
