import { formatNumber } from '../../page/numbers';

/** A float32 value with all digits that it has: 0.1234567. */
export function exactNumber(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const text = String(Number(value.toPrecision(7)));
  return text.replace(/^-/, '−').replace('e+', 'e');
}

/** The two ends of a range: 0 … 255, or ±0.107 where it is centred on zero. */
export function rangeText({ low, high }: { readonly low: number; readonly high: number }): string {
  return low === -high && high > 0 ? `±${shortNumber(high)}` : `${shortNumber(low)} … ${shortNumber(high)}`;
}

/** To three digits, for ends of ranges below small pictures: −240, 0.107, 1.2e-5. */
export function shortNumber(value: number): string {
  return formatNumber(Number(value.toPrecision(3))).replace(/^-/, '−');
}
