import { CsvError, parse } from 'csv-parse/sync';
import { nearest } from '../config/nearest';
import { messageOf, UserError, type Place } from '../config/userError';
import type { SplitName } from './dataset';
import { readWhole } from './files';

/** A row of a manifest as written. */
export interface ManifestRow {
  readonly path: string;
  readonly label: string;
  readonly split: SplitName;
  readonly place: Place;
}

const COLUMNS = ['path', 'label', 'split'] as const;
const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

/** Reads a CSV with at least the columns path, label and split, in any order. */
export function readManifestRows(file: string): ManifestRow[] {
  const records = parseCsv(readWhole(file, 'Set "path" to the CSV file, relative to the config file.'), file);
  const header = records[0]?.record ?? [];
  const missing = COLUMNS.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new UserError(
      `the manifest has no column ${missing.join(', ')}: found ${header.join(', ') || 'nothing'}, expected ${COLUMNS.join(', ')}`,
      { place: { file, line: records[0]?.line ?? 1 }, hint: `Its first line must be: ${COLUMNS.join(',')}` },
    );
  }
  const [path, label, split] = COLUMNS.map((column) => header.indexOf(column)) as [number, number, number];
  return records.slice(1).map(({ record, line }) => {
    const place = { file, line };
    return {
      path: filled(record[path]!, 'path', place),
      label: filled(record[label]!, 'label', place),
      split: checkedSplit(record[split]!, place),
      place,
    };
  });
}

interface CsvRecord {
  readonly record: readonly string[];
  /** The line that the record ends on, from 1. */
  readonly line: number;
}

function parseCsv(bytes: Buffer, file: string): CsvRecord[] {
  try {
    const rows = parse(bytes, { bom: true, info: true, skip_empty_lines: true, trim: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (thrown) {
    const line =
      thrown instanceof CsvError && typeof thrown['lines'] === 'number' ? thrown['lines'] : undefined;
    throw new UserError(`the manifest is not a CSV file: ${messageOf(thrown)}`, {
      place: { file, ...(line !== undefined && { line }) },
      hint: 'Every line needs as many fields as the first; put fields with commas or quotes into quotes.',
      cause: thrown,
    });
  }
}

function filled(value: string, column: string, place: Place): string {
  if (value !== '') return value;
  throw new UserError(`the ${column} is empty`, {
    place,
    hint: 'Every row needs a path, a label and a split.',
  });
}

function checkedSplit(value: string, place: Place): SplitName {
  const known = SPLITS.find((split) => split === value);
  if (known !== undefined) return known;
  const guess = nearest(value, SPLITS);
  throw new UserError(`the split is ${JSON.stringify(value)}; expected ${SPLITS.join(', ')}`, {
    place,
    ...(guess !== undefined && { hint: `Did you mean ${guess}?` }),
  });
}
