import type { Fix } from '../../config/fix';
import { applyChanges, changesFor } from '../../config/textChanges';
import type { RangedProblem } from './analysis';
import { problemsIn } from './analysis';
import type { TextChange } from '../../config/textChanges';

/** More rounds than a config has mistakes; fixes that undo each other end here. */
const MAX_FIXES = 200;

/** A fix and the problems that it mends. */
export interface DistinctFix {
  readonly fix: Fix;
  readonly problems: readonly RangedProblem[];
}

/** The fixes of problems, each once: a misspelt key is unknown and missing, with one fix for both. */
export function distinctFixes(problems: readonly RangedProblem[]): DistinctFix[] {
  const found = new Map<string, { fix: Fix; problems: RangedProblem[] }>();
  for (const problem of problems) {
    if (problem.fix === undefined) continue;
    const key = JSON.stringify(problem.fix);
    const entry = found.get(key) ?? { fix: problem.fix, problems: [] };
    entry.problems.push(problem);
    found.set(key, entry);
  }
  return [...found.values()];
}

/**
 * Carries out the fixes of all errors, one after the other, since one may move or uncover the next.
 * @returns the text afterwards, the same where nothing can be fixed
 */
export function fixAll(text: string): string {
  const seen = new Set([text]);
  let current = text;
  for (let round = 0; round < MAX_FIXES; round++) {
    const next = problemsIn(current)
      .filter(({ severity }) => severity === 'error')
      .map(({ fix }) => (fix === undefined ? current : applyChanges(current, changesFor(current, fix))))
      .find((candidate) => !seen.has(candidate));
    if (next === undefined) return current;
    seen.add(next);
    current = next;
  }
  return current;
}

/** The one change that makes one text of another: all between what they have in common at both ends. */
export function changeBetween(before: string, after: string): TextChange {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return {
    offset: start,
    length: before.length - start - end,
    content: after.slice(start, after.length - end),
  };
}
