import { t } from '../page/l10n';
import { formatCount, formatNumber, formatSeconds } from '../page/numbers';
import type { Axis } from '../store/pageStore';

/** Name of an axis, for labels and tables. */
export function axisName(axis: Axis): string {
  return {
    step: t('step'),
    epoch: t('epoch'),
    time: t('time in seconds'),
    percent: t('% of the training'),
  }[axis];
}

/** A place on an axis in words: step 3,000; epoch 12.5; 3 min 20 s. */
export function axisPlace(axis: Axis, x: number): string {
  if (axis === 'time') return formatSeconds(x);
  if (axis === 'percent') return t('{0} % of the training', formatNumber(x));
  return axis === 'step' ? t('step {0}', formatCount(x)) : t('epoch {0}', formatNumber(x));
}

/** Digits behind the point from which on a place is written with an exponent. */
const MOST_DIGITS = 8;

/** Numbers at the ticks of the x axis: steps and seconds in full, as they are told everywhere. */
export function placeTexts(axis: Axis, ticks: readonly number[]): string[] {
  const texts = decimals(ticks);
  return axis === 'time' ? texts.map((text) => t('{0} s', text)) : texts;
}

/** Numbers at the ticks of the y axis: short, all to the same digit, and no two of them alike. */
export function tickTexts(ticks: readonly number[]): string[] {
  const largest = Math.max(...ticks.map(Math.abs));
  if (largest < 1e5 && (largest === 0 || largest >= 1e-3)) return decimals(ticks);
  const gap = gapOf(ticks);
  const digits = gap > 0 ? Math.ceil(Math.log10(largest / gap) - 1e-9) : 2;
  return ticks.map((tick) => exponential(tick, Math.max(2, Math.min(digits, MOST_DIGITS))));
}

function decimals(ticks: readonly number[]): string[] {
  const gap = gapOf(ticks);
  const digits = gap > 0 ? Math.max(0, Math.ceil(-Math.log10(gap) - 1e-9)) : 0;
  return ticks.map((tick) => decimal(tick, Math.min(digits, MOST_DIGITS)));
}

function gapOf(ticks: readonly number[]): number {
  return ticks.length > 1 ? Math.min(...ticks.slice(1).map((tick, i) => tick - ticks[i]!)) : 0;
}

/** Numbers at the ticks of a logarithmic axis: 0.01, 1, 100, 1e-5. */
export function logTickTexts(ticks: readonly number[]): string[] {
  return ticks.map((tick) => (tick >= 1e-3 && tick < 1e5 ? decimal(tick, MOST_DIGITS) : exponential(tick)));
}

function decimal(tick: number, digits: number): string {
  return tick.toLocaleString('en-US', { maximumFractionDigits: digits });
}

function exponential(value: number, digits = 2): string {
  if (value === 0) return '0';
  return value
    .toExponential(digits)
    .replace(/\.?0*e/, 'e')
    .replace('e+', 'e');
}
