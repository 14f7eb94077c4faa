import type { LocalizableText } from '../diagnostics/findings/finding';
import { localizable } from '../diagnostics/findings/finding';
import { formatValue } from './formatValue';
import type { TableRow } from './table';
import { findColumn } from './table';
import type { TableColumn } from './tableColumn';

const TERM = /^([^\s<>=!~"]+)(<=|>=|!=|<|>|=|~)(.*)$/;

type Test = (row: TableRow) => boolean;

export interface Filter {
  readonly accepts: Test;
  /** What of it is not understood. */
  readonly error?: LocalizableText;
}

/**
 * What of a table to show: words that a row must hold somewhere, with - before it one that it must not, and terms such as
 * mode=rr, testAccuracy>0.9, lambda<=1e-6, error~nan, testAccuracy>90%. All must hold. Quotes keep blanks together.
 * A term on a column that a run has no value in holds for none but !=.
 */
export function parseFilter(text: string, columns: readonly TableColumn[]): Filter {
  const tests: Test[] = [];
  for (const token of tokensOf(text)) {
    const [, name, operator, value] = TERM.exec(token) ?? [];
    if (name === undefined || operator === undefined || value === undefined) {
      tests.push(wordTest(token, columns));
      continue;
    }
    const column = findColumn(columns, name);
    if (column === undefined)
      return { accepts: () => true, error: localizable('there is no column "{0}"', name) };
    const test = termTest(column, operator, unquoted(value));
    if (test === undefined) {
      return {
        accepts: () => true,
        error: localizable('"{0}": expected a number after {1}{2}', token, name, operator),
      };
    }
    tests.push(test);
  }
  return { accepts: (row) => tests.every((test) => test(row)) };
}

function tokensOf(text: string): string[] {
  return (text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []).filter((token) => !/^(and|&&?)$/i.test(token));
}

function unquoted(text: string): string {
  return text.replaceAll('"', '');
}

function wordTest(token: string, columns: readonly TableColumn[]): Test {
  const isExcluded = token.length > 1 && token.startsWith('-');
  const word = unquoted(isExcluded ? token.slice(1) : token).toLowerCase();
  return ({ label, cells }) => {
    const texts = columns
      .filter(({ numeric }) => !numeric)
      .map(({ id, format }) => formatValue(cells.get(id)?.value, format));
    const holds = [label, ...texts].some((each) => each.toLowerCase().includes(word));
    return holds !== isExcluded;
  };
}

function termTest({ id, numeric }: TableColumn, operator: string, wanted: string): Test | undefined {
  const number = numberOf(wanted);
  const needsNumber = !['=', '!=', '~'].includes(operator) || numeric;
  if (needsNumber && operator !== '~' && Number.isNaN(number)) return undefined;
  return ({ cells }) => {
    const value = cells.get(id)?.value;
    if (value === undefined) return operator === '!=';
    switch (operator) {
      case '=':
        return isEqual(value, wanted, number);
      case '!=':
        return !isEqual(value, wanted, number);
      case '~':
        return String(value).toLowerCase().includes(wanted.toLowerCase());
      case '<':
        return Number(value) < number;
      case '<=':
        return Number(value) <= number;
      case '>':
        return Number(value) > number;
      default:
        return Number(value) >= number;
    }
  };
}

function isEqual(value: number | string, wanted: string, number: number): boolean {
  return typeof value === 'number' ? value === number : value.toLowerCase() === wanted.toLowerCase();
}

/** 90% is 0.9. */
function numberOf(text: string): number {
  if (text.trim() === '') return NaN;
  return text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
}
