import { describe, expect, it } from 'vitest';
import { byteText } from '../../../../webview/checkpoint/byteText';
import { rowFilter } from '../../../../webview/checkpoint/filterRows';
import { FILE_ORDER, nextSort, sortRows } from '../../../../webview/checkpoint/sortRows';

interface Row {
  readonly name: string;
  readonly alpha?: number | null;
}

const rows: readonly Row[] = [
  { name: 'block10.query', alpha: 2.5 },
  { name: 'block2.query', alpha: null },
  { name: 'block2.key', alpha: 7 },
  { name: 'head' },
];
const names = (sorted: readonly Row[]) => sorted.map(({ name }) => name);

describe('the order of a table', () => {
  it('has numbers by size, and rows without one last whichever way round', () => {
    const byAlpha = (descending: boolean) =>
      names(sortRows(rows, ({ alpha }) => alpha, { by: 'alpha', descending }));
    expect(byAlpha(true)).toEqual(['block2.key', 'block10.query', 'block2.query', 'head']);
    expect(byAlpha(false)).toEqual(['block10.query', 'block2.key', 'block2.query', 'head']);
  });

  it('has names as people count', () => {
    const byName = sortRows(rows, ({ name }) => name, { by: 'name', descending: false });
    expect(names(byName)).toEqual(['block2.key', 'block2.query', 'block10.query', 'head']);
  });

  it('goes from the largest to the smallest to the order of the file', () => {
    const largest = nextSort(FILE_ORDER, 'alpha', true);
    const smallest = nextSort(largest, 'alpha', true);
    expect([largest.descending, smallest.descending]).toEqual([true, false]);
    expect(nextSort(smallest, 'alpha', true)).toEqual(FILE_ORDER);
    expect(nextSort(smallest, 'name', false)).toEqual({ by: 'name', descending: false });
  });
});

describe('the filter of a table', () => {
  const fitting = (filter: string) =>
    names(
      rows.filter(
        rowFilter(
          filter,
          ({ name }) => name,
          (row, name) => (name === 'alpha' ? row.alpha : undefined),
        ),
      ),
    );

  it('takes rows that hold all words, whatever their case', () => {
    expect(fitting('')).toHaveLength(4);
    expect(fitting('BLOCK2 que')).toEqual(['block2.query']);
  });

  it('takes rows whose numbers are within limits; a row without the number is not', () => {
    expect(fitting('alpha<3')).toEqual(['block10.query']);
    expect(fitting('Alpha>=7e0')).toEqual(['block2.key']);
    expect(fitting('beta<3')).toEqual([]);
  });

  it('takes what is no limit as a word', () => {
    expect(fitting('alpha<')).toEqual([]);
    expect(fitting('.query')).toEqual(['block10.query', 'block2.query']);
  });
});

it('A size is told in the unit that leaves three digits', () => {
  expect([0, 999, 401_408, 13_476_839_424].map(byteText)).toEqual(['0 B', '999 B', '401 kB', '13.5 GB']);
});
