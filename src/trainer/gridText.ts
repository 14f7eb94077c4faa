import type { ConfigPath } from '../config/configText';
import { UserError } from '../config/userError';

/** A key of a config and the values that a grid gives it. */
export interface GridKey {
  /** With dots between its parts. */
  readonly key: string;
  readonly path: ConfigPath;
  readonly values: readonly unknown[];
}

/** Values of one key at most: beyond it a typing error is likelier. */
const MOST_VALUES = 1000;

const RANGE = /^(log|lin):([^.]\S*?)\.\.(\S+?):(\d+)$/;

/**
 * Reads a key and its values: key=value,value,… where each value parses as JSON, else as a text; or
 * key=log:1e-7..1e-5:3 and key=lin:0..1:5 for values at equal ratios or distances, both ends among them.
 *
 * @param shownAs  what the user gave it to, for messages
 * @throws UserError where it is none of these, or a value comes twice
 */
export function parseGridKey(text: string, shownAs = '--grid'): GridKey {
  const equals = text.indexOf('=');
  const key = text.slice(0, Math.max(equals, 0)).trim();
  if (equals < 0 || !/^[^.\s]+(\.[^.\s]+)*$/.test(key)) {
    throw gridError(shownAs, text, 'key=value,value,… as in regularization.rr.lambda=1e-7,1e-6');
  }
  const values = valuesOf(text.slice(equals + 1).trim(), shownAs);
  const texts = values.map((value) => JSON.stringify(value));
  const repeated = values.find((_, i) => texts.indexOf(texts[i]!) < i);
  if (repeated !== undefined)
    throw gridError(
      shownAs,
      text.slice(equals + 1),
      `each value once, not ${JSON.stringify(repeated)} twice`,
    );
  return { key, path: pathOf(key), values };
}

/** Keys and indices of a key with dots. */
export function pathOf(key: string): (string | number)[] {
  return key.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** JSON, else a text: --set data.kind=digits. */
export function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function valuesOf(list: string, shownAs: string): unknown[] {
  if (/^(log|lin):/.test(list)) return rangeOf(list, shownAs);
  const parts = splitAtCommas(list).map((part) => part.trim());
  if (parts.some((part) => part === ''))
    throw gridError(shownAs, list, 'a value before and after each comma');
  if (parts.length > MOST_VALUES) throw gridError(shownAs, list, `at most ${MOST_VALUES} values`);
  return parts.map(parseValue);
}

function rangeOf(list: string, shownAs: string): number[] {
  const [, kind, from, to, count] = RANGE.exec(list) ?? [];
  const [first, last, n] = [Number(from), Number(to), Number(count)];
  const expected = 'log:FROM..TO:COUNT or lin:FROM..TO:COUNT, as in log:1e-7..1e-5:3';
  if (!Number.isFinite(first) || !Number.isFinite(last) || n < 2 || n > MOST_VALUES || Number.isNaN(n)) {
    throw gridError(shownAs, list, expected);
  }
  if (kind === 'log' && (first <= 0 || last <= 0))
    throw gridError(shownAs, list, `${expected}, from and to above 0`);
  return Array.from({ length: n }, (_, i) => {
    const share = i / (n - 1);
    const value = kind === 'log' ? first * (last / first) ** share : first + share * (last - first);
    // 1e-6, not 9.999999999999999e-7: what is meant is what the ends were written with.
    return Number(value.toPrecision(12));
  });
}

/** Commas within brackets, braces and quotes belong to the value. */
function splitAtCommas(text: string): string[] {
  const parts = [''];
  let depth = 0;
  let isQuoted = false;
  for (const [i, sign] of [...text].entries()) {
    if (sign === '"' && text[i - 1] !== '\\') isQuoted = !isQuoted;
    if (!isQuoted && '[{'.includes(sign)) depth++;
    if (!isQuoted && ']}'.includes(sign)) depth--;
    if (sign === ',' && depth === 0 && !isQuoted) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts;
}

function gridError(shownAs: string, text: string, expected: string): UserError {
  return new UserError(`${shownAs}: found "${text}", expected ${expected}`);
}
