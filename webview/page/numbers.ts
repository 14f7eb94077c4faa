/**
 * A measured number to four digits that mean something: 0.9948, 151.2, 1.2e-5. What is not a finite number says so.
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return '∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 1e6) return trimExponent(value.toExponential(3));
  if (Number.isInteger(value)) return formatCount(value);
  const digits = Math.max(0, 3 - Math.floor(Math.log10(size)));
  return String(Number(value.toFixed(Math.min(digits, 6))));
}

const COUNTS = new Intl.NumberFormat('en-US');

/** A whole number with separators: 3,120. */
export function formatCount(value: number): string {
  return COUNTS.format(Math.round(value));
}

/** A time span in its two largest units: 3 s, 2 min 5 s, 1 h 12 min. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 10) return `${formatNumber(Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [minutes, hours, days] = [
    Math.floor(whole / 60),
    Math.floor(whole / 3600),
    Math.floor(whole / 86_400),
  ];
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${days} d ${hours % 24} h`;
}

/** A moment as "2026-11-21 09:30:12", in the reader's zone. */
export function formatTime(time: string): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

function trimExponent(text: string): string {
  return text.replace(/\.?0*e/, 'e').replace('e+', 'e');
}
