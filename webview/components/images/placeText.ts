import { t } from '../../page/l10n';
import { exactNumber } from './exactNumber';
import type { PixelPlan } from './pixelPlan';

/** Where a value of a picture is and what it is; counted from 0, as the tensors are. */
export function placeText(plan: PixelPlan, index: number, values: ArrayLike<number>): string {
  const [row, column, channel] = plan.placeOf(index);
  if (plan.channels === 3) {
    const rgb = [0, 1, 2].map((offset) => exactNumber(values[index + offset]!)).join(', ');
    return t('row {0}, column {1}: {2}', row!, column!, rgb);
  }
  const value = exactNumber(values[index]!);
  if (column === undefined) return t('unit {0}: {1}', row!, value);
  if (channel === undefined) return t('row {0}, column {1}: {2}', row!, column, value);
  return t('channel {0}, row {1}, column {2}: {3}', channel, row!, column, value);
}
