import { describe, expect, it } from 'vitest';
import { movedBefore, movedBy, withColumn } from '../../../../webview/compare/table/columnOrder';

const columns = ['a', 'b', 'c', 'd'];

describe('the order of columns', () => {
  it('has one put before another, or last', () => {
    expect(movedBefore(columns, 'a', 'c')).toEqual(['b', 'a', 'c', 'd']);
    expect(movedBefore(columns, 'd', 'a')).toEqual(['d', 'a', 'b', 'c']);
    expect(movedBefore(columns, 'b', undefined)).toEqual(['a', 'c', 'd', 'b']);
    expect(movedBefore(columns, 'b', 'b')).toEqual(columns);
  });

  it('has one moved by a place, and not beyond the ends', () => {
    expect(movedBy(columns, 'b', 1)).toEqual(['a', 'c', 'b', 'd']);
    expect(movedBy(columns, 'b', -1)).toEqual(['b', 'a', 'c', 'd']);
    expect(movedBy(columns, 'a', -1)).toEqual(columns);
    expect(movedBy(columns, 'd', 1)).toEqual(columns);
  });

  it('takes one more in after those that usually precede it, wherever they stand', () => {
    expect(withColumn(['d', 'a'], 'b', columns)).toEqual(['d', 'a', 'b']);
    expect(withColumn(['c', 'd'], 'a', columns)).toEqual(['a', 'c', 'd']);
    expect(withColumn(['c', 'b'], 'd', columns)).toEqual(['c', 'd', 'b']);
  });
});
