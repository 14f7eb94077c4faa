import * as z from 'zod';
import type { RegularizerName } from './regularizers';
import { REGULARIZERS } from './regularizers';
import { nearest } from './nearest';

/** Plain training, without a regularizer. */
export const STD = 'std';

/** The modes that stand alone; any of them but std may be joined with others by "+". */
export const MODES: readonly string[] = [STD, ...REGULARIZERS];

/** The regularizers that a mode names, in its order; none for std. Assumes a valid mode. */
export function regularizersOf(mode: string): RegularizerName[] {
  return mode === STD ? [] : (mode.split('+') as RegularizerName[]);
}

/** Why a text is no mode, as what would be one; undefined when it is. */
export function whyNoMode(mode: string): string | undefined {
  const parts = mode.split('+');
  const unknown = parts.find((part) => !MODES.includes(part));
  if (unknown !== undefined) {
    const known = `one of ${MODES.join(', ')}, or several joined by "+"`;
    const guess = nearest(unknown, MODES);
    return guess === undefined ? known : `${known} (did you mean "${guess}"?)`;
  }
  if (parts.length > 1 && parts.includes(STD)) return 'std alone: it is training without a regularizer';
  if (new Set(parts).size < parts.length) return 'each regularizer at most once';
  return undefined;
}

export const modeSchema = z
  .string()
  .superRefine((mode, context) => {
    const expected = whyNoMode(mode);
    if (expected !== undefined) context.addIssue({ code: 'custom', message: expected });
  })
  .describe(
    'How to train: "std" plainly, or with one of the regularizers rr, rr-local, ort, weissi, or with several, as in "rr+weissi".',
  );
