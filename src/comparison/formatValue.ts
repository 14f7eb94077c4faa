import type { Summary } from './statistics/summary';
import type { ValueFormat } from './tableColumn';

/** What stands where there is no value. */
export const NO_VALUE = '–';

/** A value as a table shows it: 0.9948, 1.2e-5, 97.5 %, 2 min 5 s. */
export function formatValue(value: number | string | undefined, format: ValueFormat): string {
  if (value === undefined) return NO_VALUE;
  if (typeof value === 'string') return format === 'time' ? timeText(value) : value;
  if (!Number.isFinite(value)) return 'not finite';
  switch (format) {
    case 'share':
      return `${percentDigits(value * 100)} %`;
    case 'count':
      return String(value);
    case 'rate':
      return String(Number(value.toPrecision(3)));
    case 'seconds':
      return secondsText(value);
    default:
      return numberText(value);
  }
}

/** Mean ± standard deviation, to the second digit of the latter: 0.119 ± 0.010, 97.3 ± 1.2 %, (1.20 ± 0.05)e-5. */
export function formatSummary({ n, mean, sd }: Summary, format: ValueFormat): string {
  if (sd === undefined || n === 1) return formatValue(mean, format);
  if (format === 'share') return `${plusMinus(mean * 100, sd * 100)} %`;
  if (format === 'seconds') return `${plusMinus(mean, sd)} s`;
  const size = Math.max(Math.abs(mean), sd);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    const exponent = Math.floor(Math.log10(size));
    return `(${plusMinus(mean / 10 ** exponent, sd / 10 ** exponent)})e${exponent}`;
  }
  return plusMinus(mean, sd);
}

/** A difference with its sign; shares in percentage points. */
export function formatAbsolute(difference: number, format: ValueFormat): string {
  const sign = difference > 0 ? '+' : difference < 0 ? '−' : '±';
  const size = Math.abs(difference);
  if (format === 'share') return `${sign}${percentDigits(size * 100)} pp`;
  return `${sign}${formatValue(size, format)}`;
}

/** 0.1 as "+10 %", 3 as "+300 %", 40 as "x 41". */
export function formatRelative(relative: number): string {
  if (!Number.isFinite(relative)) return '';
  if (relative >= 10) return `× ${numberText(relative + 1)}`;
  const percent = Math.abs(relative) * 100;
  const sign = relative > 0 ? '+' : relative < 0 ? '−' : '±';
  return `${sign}${Number(percent.toPrecision(percent < 10 ? 2 : 3))} %`;
}

/** A p-value to two digits, and no further than anybody can believe. */
export function formatP(p: number): string {
  return p < 1e-4 ? '< 0.0001' : String(Number(p.toPrecision(2)));
}

/** 75 seconds as "1 min 15 s". */
function secondsText(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function numberText(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 1e6)
    return value
      .toExponential(2)
      .replace(/\.?0*e/, 'e')
      .replace('e+', 'e');
  return String(Number(value.toPrecision(4)));
}

function percentDigits(percent: number): string {
  const size = Math.abs(percent);
  return size > 0 && size < 0.1 ? String(Number(percent.toPrecision(2))) : percent.toFixed(1);
}

function plusMinus(mean: number, sd: number): string {
  if (!Number.isFinite(sd) || sd <= 0) return `${Number(mean.toPrecision(4))} ± 0`;
  const digits = Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(sd))));
  return `${mean.toFixed(digits)} ± ${sd.toFixed(digits)}`;
}

/** "2026-11-21 09:30:00", in UTC. */
function timeText(iso: string): string {
  return iso.replace('T', ' ').replace(/\.\d+Z$|Z$/, '');
}
