import type { Node } from 'jsonc-parser';
import { createScanner, findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { ConfigPath, TextRange } from './configText';
import type { Fix } from './fix';

/** A replacement of a part of a text. */
export interface TextChange extends TextRange {
  readonly content: string;
}

/** The text after changes that do not overlap; insertions at one place keep their order. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let result = '';
  let end = 0;
  for (const change of [...changes].sort((a, b) => a.offset - b.offset)) {
    result += text.slice(end, change.offset) + change.content;
    end = change.offset + change.length;
  }
  return result + text.slice(end);
}

/**
 * The smallest changes of a config's text that carry out a fix; jsonc-parser's own `modify` would reformat whole lines.
 * Comments, order, line ends and all other characters stay;
 * what is inserted takes the style of its neighbours.
 * @param text valid JSON with comments
 * @returns nothing where the text has no place for it
 */
export function changesFor(text: string, fix: Fix): TextChange[] {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  if (tree === undefined) return [];
  switch (fix.kind) {
    case 'renameKey':
      return renameKey(tree, fix.path, fix.to);
    case 'set':
      return setValue(text, tree, fix.path, fix.value, fix.after);
    case 'insert':
      return insertItems(text, tree, fix.path, fix.index, fix.values);
  }
}

function renameKey(tree: Node, path: ConfigPath, to: string): TextChange[] {
  const key = findNodeAtLocation(tree, [...path])?.parent?.children?.[0];
  return key === undefined ? [] : [{ offset: key.offset, length: key.length, content: JSON.stringify(to) }];
}

function setValue(text: string, tree: Node, path: ConfigPath, value: unknown, after?: string): TextChange[] {
  const existing = findNodeAtLocation(tree, [...path]);
  if (existing !== undefined) {
    return [{ offset: existing.offset, length: existing.length, content: inlineJson(value) }];
  }
  const parent = findNodeAtLocation(tree, path.slice(0, -1));
  const key = path.at(-1);
  if (parent?.type !== 'object' || typeof key !== 'string') return [];
  const properties = parent.children ?? [];
  const sibling = properties.find((property) => property.children?.[0]?.value === after) ?? properties.at(-1);
  const siblingValue = sibling?.children?.[1];
  const compact = siblingValue !== undefined && text[siblingValue.offset - 1] === ':';
  const content = `${JSON.stringify(key)}:${compact ? '' : ' '}${inlineJson(value)}`;
  return sibling === undefined ? insertOnly(text, parent, content) : insertAfter(text, sibling, [content]);
}

function insertItems(
  text: string,
  tree: Node,
  path: ConfigPath,
  index: number,
  values: readonly unknown[],
): TextChange[] {
  const list = findNodeAtLocation(tree, [...path]);
  if (list?.type !== 'array') return [];
  const items = list.children ?? [];
  const contents = values.map(inlineJson);
  const before = items[index - 1];
  if (before !== undefined) return insertAfter(text, before, contents);
  const first = items[0];
  if (first === undefined) return insertOnly(text, list, contents.join(', '));
  const separator = separatorBefore(text, first);
  return [
    { offset: first.offset, length: 0, content: contents.map((each) => `${each},${separator}`).join('') },
  ];
}

/** Inserts into an object or a list that is empty but for comments. */
function insertOnly(text: string, parent: Node, content: string): TextChange[] {
  const inside = text.slice(parent.offset + 1, parent.offset + parent.length - 1);
  const space = parent.type === 'object' ? ' ' : '';
  return inside.trim() === ''
    ? [{ offset: parent.offset + 1, length: inside.length, content: `${space}${content}${space}` }]
    : [{ offset: parent.offset + 1, length: 0, content: `${space}${content}` }];
}

/** Inserts entries after one; where each has lines of its own, also after the comment that stands behind it. */
function insertAfter(text: string, entry: Node, contents: readonly string[]): TextChange[] {
  const end = entry.offset + entry.length;
  const comma = commaAfter(text, end);
  const separator = separatorBefore(text, entry);
  const afterComma = comma ?? end;
  // Without line ends the new entries could become part of a comment.
  const place = separator.includes('\n') ? (endOfComments(text, afterComma) ?? afterComma) : afterComma;
  const joined = contents.map((content) => `${separator}${content}`).join(',');
  if (comma !== undefined) return [{ offset: place, length: 0, content: `${joined},` }];
  if (place === end) return [{ offset: end, length: 0, content: `,${joined}` }];
  return [
    { offset: end, length: 0, content: ',' },
    { offset: place, length: 0, content: joined },
  ];
}

/** What stands between two entries of the parent: a line end and the entry's indentation, a blank, or nothing. */
function separatorBefore(text: string, entry: Node): string {
  const lineStart = text.lastIndexOf('\n', entry.offset - 1) + 1;
  const before = text.slice(lineStart, entry.offset);
  if (lineStart > 0 && before.trim() === '')
    return `${text[lineStart - 2] === '\r' ? '\r\n' : '\n'}${before}`;
  const siblings = entry.parent?.children ?? [];
  const [first, second] = siblings;
  const close = second !== undefined && first !== undefined && text[second.offset - 1] === ',';
  return close ? '' : ' ';
}

// Token kinds of jsonc-parser's scanner.
const COMMA = 5;
const COMMENTS: readonly number[] = [12, 13];
const LINE_BREAK = 14;
const BLANKS = 15;
const END = 17;

/** The end of the comma that follows an entry, if there is one. */
function commaAfter(text: string, end: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(end);
  const kind: number = scanner.scan();
  return kind === COMMA ? scanner.getPosition() : undefined;
}

/** The end of the comments from an offset on that end their line. */
function endOfComments(text: string, start: number): number | undefined {
  const scanner = createScanner(text, false);
  scanner.setPosition(start);
  let place: number | undefined;
  for (let kind: number = scanner.scan(); ; kind = scanner.scan()) {
    if (COMMENTS.includes(kind)) place = scanner.getPosition();
    else if (kind === LINE_BREAK || kind === END) return place;
    else if (kind !== BLANKS) return undefined;
  }
}

/** JSON on one line, with the blanks of a hand-written one. */
function inlineJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inlineJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${inlineJson(each)}`);
  return `{ ${entries.join(', ')} }`;
}
