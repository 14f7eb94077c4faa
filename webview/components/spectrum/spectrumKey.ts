import { t } from '../../page/l10n';
import { rangeOf } from '../images/valueScale';
import type { Axis } from './spectrumLayout';

/**
 * From which to which value the bars or marks of a spectrum go, in words: the values' own ends, not the axis's. Where
 * the axis begins above the smallest, that is told, too.
 *
 * @param values  those that are not finite were not measured
 * @param text    a value in words
 */
export function spectrumKey(values: ArrayLike<number>, axis: Axis, text: (value: number) => string): string {
  const range = rangeOf(values);
  if (range === undefined) return t('not measured');
  const [low, high] = [text(range.low), text(range.high)];
  if (low === high) return high;
  return axis.kind === 'log' && range.low < axis.low
    ? t('{0} to {1}, drawn from {2} on', low, high, text(axis.low))
    : t('{0} to {1}', low, high);
}
