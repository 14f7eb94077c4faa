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

/** The valid mode that a text most likely means: its parts' nearest names, each once, std only alone. */
export function nearestMode(text: string): string | undefined {
  const parts = text.split('+').map((part) => nearest(part.trim(), MODES));
  const known = [...new Set(parts.filter((part) => part !== undefined))];
  const regularizers = known.filter((part) => part !== STD);
  return regularizers.length > 0 ? regularizers.join('+') : known[0];
}

/** What the modes do, and useful combinations of them: for an editor that offers them. */
const MODE_EXAMPLES: Readonly<Record<string, string>> = {
  std: 'Plain training, without a regularizer.',
  rr: 'Reverse pass: every internal state is rebuilt through the transposed weights (arXiv:2007.00024).',
  'rr-local': 'Local reverse pass: each layer rebuilds its input from its own true output.',
  ort: 'Orthogonality: the columns of each kernel are made orthonormal (SRIP, arXiv:1810.09102).',
  weissi: 'Invariant when weight scale shifts between layers (arXiv:2008.02965).',
  'rr+weissi': 'Reverse pass and WEISSI.',
  'ort+weissi': 'Orthogonality and WEISSI.',
  'rr+ort': 'Reverse pass and orthogonality.',
};

export const modeSchema = z
  .string()
  .superRefine((mode, context) => {
    const expected = whyNoMode(mode);
    if (expected === undefined) return;
    context.addIssue({ code: 'custom', message: expected, params: { meant: nearestMode(mode) } });
  })
  .meta({ examples: Object.keys(MODE_EXAMPLES), exampleTexts: Object.values(MODE_EXAMPLES) })
  .describe(
    'How to train: "std" plainly, or with one of the regularizers rr, rr-local, ort, weissi, or with several, as in "rr+weissi".',
  );
