import { formatDuration } from '../../cli/table';
import type { Localizer } from './localizer';

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 0.998 as "99.8 %", 1 as "100 %". */
export function shareText(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** 5000 as "5,000". */
export function countText(count: number): string {
  return GROUPED.format(count);
}

/** Steps a second: "612/s", "3.1/s". */
export function rateText(stepsPerSecond: number): string {
  const shown = stepsPerSecond >= 10 ? countText(stepsPerSecond) : Number(stepsPerSecond.toPrecision(2));
  return `${shown}/s`;
}

/** How long something takes that is at a step; undefined while nobody can tell. */
export function timeLeft(
  step: number,
  steps: number,
  stepsPerSecond: number | undefined,
): string | undefined {
  if (stepsPerSecond === undefined || stepsPerSecond <= 0) return undefined;
  return formatDuration((steps - step) / stepsPerSecond);
}

/** "3 min ago"; a date where it is long ago. */
export function ageText(time: string, now: number, l10n: Localizer): string {
  const age = now - Date.parse(time);
  if (age < MINUTE) return l10n.t('just now');
  if (age < HOUR) return l10n.t('{0} min ago', Math.floor(age / MINUTE));
  if (age < DAY) return l10n.t('{0} h ago', Math.floor(age / HOUR));
  if (age < 7 * DAY) return l10n.t('{0} d ago', Math.floor(age / DAY));
  return dateText(time).slice(0, 10);
}

/** When a run began, as short as tells it: "09:30:12" today, else "2026-11-21 09:30", in the machine's zone. */
export function startText(time: string, now: number): string {
  const isToday = dateText(time).slice(0, 10) === dateText(new Date(now).toISOString()).slice(0, 10);
  if (!isToday) return dateText(time);
  const seconds = String(new Date(time).getSeconds()).padStart(2, '0');
  return `${dateText(time).slice(11)}:${seconds}`;
}

/** A time as "2026-11-21 09:30", in the machine's zone. */
export function dateText(time: string): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
