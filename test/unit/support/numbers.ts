import { expect } from 'vitest';

/** Largest difference between two arrays, relative to the largest entry of the second. */
export function relativeDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(found[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
    if (!Number.isFinite(found[i])) return Infinity;
  }
  return largest === 0 ? difference : difference / largest;
}
