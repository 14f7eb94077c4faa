import { modify } from 'jsonc-parser';
import { isDeepStrictEqual } from 'node:util';
import type { TextChange } from '../../config/textChanges';
import { applyChanges } from '../../config/textChanges';
import type { CompareFile } from '../../messages/compareFile';
import { serializeCompareFile } from '../../messages/compareFile';
import { readCompareFile } from '../../messages/readCompareFile';

const KEYS = ['runs', 'notes', 'group', 'baseline', 'sort', 'filter', 'columns', 'hidden', 'layout'] as const;

/**
 * The smallest change that makes a comparison's text say what a comparison does. A text as Racecar writes it stays one; of
 * a text that somebody wrote by hand the comments stay and what is the same is not touched.
 *
 * @throws UserError where the text is no comparison
 */
export function changesOfFile(text: string, wanted: CompareFile): TextChange[] {
  const isEmpty = text.trim() === '';
  const before = isEmpty ? undefined : readCompareFile(text, '');
  if (before === undefined || serializeCompareFile(before) === unixLines(text)) {
    return differing(text, asLinesOf(text, serializeCompareFile(wanted)));
  }
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  let changed = text;
  for (const key of KEYS) {
    if (isDeepStrictEqual(before[key], wanted[key])) continue;
    const edits = modify(changed, [key], wanted[key], { formattingOptions });
    changed = applyChanges(changed, edits);
  }
  return differing(text, changed);
}

/** The one change between two texts: what lies between their common beginning and their common end. */
function differing(text: string, wanted: string): TextChange[] {
  if (text === wanted) return [];
  const shorter = Math.min(text.length, wanted.length);
  let start = 0;
  while (start < shorter && text[start] === wanted[start]) start++;
  let end = 0;
  while (end < shorter - start && text[text.length - 1 - end] === wanted[wanted.length - 1 - end]) end++;
  return [
    {
      offset: start,
      length: text.length - start - end,
      content: wanted.slice(start, wanted.length - end),
    },
  ];
}

function unixLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function asLinesOf(text: string, content: string): string {
  return text.includes('\r\n') ? content.replaceAll('\n', '\r\n') : content;
}
