import { nearest } from '../../config/nearest';
import type { RunRow } from './runRow';

/** What "key:value" can ask for; everything else is looked for in all of a run's texts. */
const FIELDS: Readonly<Record<string, (row: RunRow) => string>> = {
  mode: (row) => row.mode,
  status: (row) => row.state,
  seed: (row) => String(row.seed),
  config: (row) => row.name,
  engine: (row) => row.stored?.summary.engine ?? row.supervised?.run?.engine ?? '',
};

export const FILTER_KEYS = Object.keys(FIELDS);

/** One word of a filter. */
type Condition = (row: RunRow) => boolean;

/** Which runs are shown. */
export interface RunFilter {
  /** As the user wrote it. */
  readonly text: string;
  fits(row: RunRow): boolean;
}

/**
 * Reads a filter such as "peak mode:rr,ort status:failed": a run must fit every word; of values with commas between
 * them, any. Modes, statuses, seeds and engines must be the whole word, texts a part. Upper and lower case are one.
 */
export function parseFilter(text: string): RunFilter {
  const conditions = wordsOf(text).map(conditionOf);
  return { text: text.trim(), fits: (row) => conditions.every((condition) => condition(row)) };
}

/** The first key of a filter that does not exist, and the one that was perhaps meant. */
export function unknownKey(text: string): { readonly key: string; readonly meant?: string } | undefined {
  for (const word of wordsOf(text)) {
    const key = /^([a-z]+):/.exec(word)?.[1];
    if (key === undefined || key in FIELDS) continue;
    const meant = nearest(key, FILTER_KEYS);
    return meant === undefined ? { key } : { key, meant };
  }
  return undefined;
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

function conditionOf(word: string): Condition {
  const colon = word.indexOf(':');
  const field = FIELDS[word.slice(0, Math.max(colon, 0))];
  if (field === undefined) return (row) => textOf(row).includes(word);
  const values = word
    .slice(colon + 1)
    .split(',')
    .filter((value) => value !== '');
  // "mode:" alone is a filter that is still being typed.
  if (values.length === 0) return () => true;
  if (field === FIELDS.config) return (row) => values.some((value) => row.name.toLowerCase().includes(value));
  return (row) => values.includes(field(row).toLowerCase());
}

function textOf(row: RunRow): string {
  const { folder, name, mode, state, stored } = row;
  const { engine, device, error } = stored?.summary ?? {};
  return [folder?.id, name, mode, state, engine, device, error?.message].join('\n').toLowerCase();
}
