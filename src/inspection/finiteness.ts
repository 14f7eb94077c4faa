import type { LocalizableText } from '../diagnostics/findings/finding';
import { localizable } from '../diagnostics/findings/finding';
import type { KernelMatrix } from './algebra';

/**
 * What a kernel holds that is not a finite number, in words; undefined where all of it is finite. Such a kernel has no
 * singular values, and no input gets through it unharmed.
 */
export function notFiniteText({ values, rows, columns }: KernelMatrix): LocalizableText | undefined {
  let first = -1;
  let [nan, infinite] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) continue;
    if (first < 0) first = i;
    if (Number.isNaN(value)) nan++;
    else infinite++;
  }
  if (first < 0) return undefined;
  const total = rows * columns;
  const place = [Math.floor(first / columns), first % columns] as const;
  if (infinite === 0) {
    return localizable(
      'It holds NaN in {0} of {1} values, the first in row {2}, column {3} (counted from 0).',
      ...[nan, total, ...place],
    );
  }
  if (nan === 0) {
    return localizable(
      'It holds infinities in {0} of {1} values, the first in row {2}, column {3} (counted from 0).',
      ...[infinite, total, ...place],
    );
  }
  return localizable(
    'It holds NaN in {0} and infinities in {1} of {2} values, the first in row {3}, column {4} (counted from 0).',
    ...[nan, infinite, total, ...place],
  );
}
