import { t } from '../page/l10n';
import { formatNumber, formatSeconds } from '../page/numbers';
import type { Axis } from '../store/pageStore';

/** Name of an axis, for labels and tables. */
export function axisName(axis: Axis): string {
  return { step: t('step'), epoch: t('epoch'), time: t('time'), percent: t('% of the training') }[axis];
}

/** A place on an axis in words: step 3,000; epoch 12.5; 3 min 20 s. */
export function axisPlace(axis: Axis, x: number): string {
  if (axis === 'time') return formatSeconds(x);
  if (axis === 'percent') return t('{0} % of the training', formatNumber(x));
  return axis === 'step' ? t('step {0}', formatNumber(x)) : t('epoch {0}', formatNumber(x));
}

/** Numbers at ticks: short, all to the same digit. */
export function tickTexts(ticks: readonly number[]): string[] {
  const gap = ticks.length > 1 ? Math.min(...ticks.slice(1).map((tick, i) => tick - ticks[i]!)) : 0;
  const largest = Math.max(...ticks.map(Math.abs));
  if (largest >= 1e5 || (largest > 0 && largest < 1e-3)) return ticks.map(exponential);
  const digits = gap > 0 ? Math.max(0, Math.ceil(-Math.log10(gap) - 1e-9)) : 0;
  return ticks.map((tick) => tick.toLocaleString('en-US', { maximumFractionDigits: Math.min(digits, 8) }));
}

/** Numbers at the ticks of a logarithmic axis: 0.01, 1, 100, 1e-5. */
export function logTickTexts(ticks: readonly number[]): string[] {
  return ticks.map((tick) => (tick >= 1e-3 && tick < 1e5 ? String(tick) : exponential(tick)));
}

function exponential(value: number): string {
  if (value === 0) return '0';
  return value
    .toExponential(2)
    .replace(/\.?0*e/, 'e')
    .replace('e+', 'e');
}
