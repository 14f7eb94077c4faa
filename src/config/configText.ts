import type { Node, ParseError } from 'jsonc-parser';
import {
  createScanner,
  findNodeAtLocation,
  findNodeAtOffset,
  getNodePath,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Place } from './userError';
import { UserError } from './userError';

/** Keys and indices that lead from the top of a config to a value. */
export type ConfigPath = readonly (string | number)[];

/** A config is some dozen lines; far beyond that it is another file by mistake. */
export const MAX_CONFIG_BYTES = 1_000_000;
const MAX_DEPTH = 64;

/** A part of a text, in characters. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** A text that is no JSON: an editor's own JSON support says that too, at the same place. */
export class ConfigSyntaxError extends UserError {}

/** The parsed text of a config file: its value, and where in the text each part of it stands. */
export class ConfigText {
  readonly value: unknown;
  private readonly tree: Node;
  private readonly lineStarts: number[];

  /**
   * @param text JSON with comments; trailing commas are allowed
   * @param file the name that places are given in
   * @param what what the file is, for messages
   * @throws UserError where the text is no such JSON, too large, nested too deeply, or repeats a key
   */
  constructor(
    readonly text: string,
    readonly file: string,
    private readonly what: 'config' | 'comparison' = 'config',
  ) {
    this.lineStarts = [0];
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.lineStarts.push(i + 1);
    rejectOversize(text.length, file, what);
    if (text.trim() === '') {
      throw new UserError(`the ${what} is empty, expected a JSON object`, {
        place: { file, line: 1, column: 1 },
        hint: `It needs at least ${what === 'config' ? '"data" and "network"' : '"version" and "runs"'}.`,
      });
    }
    this.rejectDepth();
    const errors: ParseError[] = [];
    const tree = parseTree(text, errors, { allowTrailingComma: true });
    const error = errors[0];
    if (error !== undefined || tree === undefined) {
      throw new ConfigSyntaxError(
        `not valid JSON: ${error === undefined ? 'no value' : wordsOf(printParseErrorCode(error.error))}`,
        {
          place: this.placeAt(error?.offset ?? 0),
          hint: `A ${what} is JSON; comments and trailing commas are allowed.`,
        },
      );
    }
    this.tree = tree;
    this.value = this.valueOf(tree);
  }

  /** Whether there is a value at a path. */
  has(path: ConfigPath): boolean {
    return findNodeAtLocation(this.tree, [...path]) !== undefined;
  }

  /** Where the value at a path stands; for a path that is not in the text, its nearest parent. */
  place(path: ConfigPath): Place {
    for (let length = path.length; length >= 0; length--) {
      const node = findNodeAtLocation(this.tree, path.slice(0, length));
      if (node !== undefined) return this.placeAt(node.offset);
    }
    return this.placeAt(0);
  }

  /** Where the key of the property at a path stands. */
  keyPlace(path: ConfigPath): Place {
    const property = findNodeAtLocation(this.tree, [...path])?.parent;
    return property?.type === 'property' ? this.placeAt(property.offset) : this.place(path);
  }

  /** The whole value at a path, or undefined where there is none. */
  range(path: ConfigPath): TextRange | undefined {
    const node = findNodeAtLocation(this.tree, [...path]);
    return node === undefined ? undefined : { offset: node.offset, length: node.length };
  }

  /** The key, in its quotes, of the property at a path; undefined for what is no property. */
  keyRange(path: ConfigPath): TextRange | undefined {
    const property = findNodeAtLocation(this.tree, [...path])?.parent;
    const key = property?.type === 'property' ? property.children?.[0] : undefined;
    return key === undefined ? undefined : { offset: key.offset, length: key.length };
  }

  /** The path of the innermost value around an offset; a key counts as its property's value. */
  pathAt(offset: number): ConfigPath {
    const node = findNodeAtOffset(this.tree, offset);
    return node === undefined ? [] : getNodePath(node);
  }

  private placeAt(offset: number): Place {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - (this.lineStarts[low] as number) + 1 };
  }

  /** The parser recurses, so depth is bounded before it runs. */
  private rejectDepth(): void {
    const scanner = createScanner(this.text, true);
    let depth = 0;
    // Token kinds of jsonc-parser's scanner: 1 "{", 2 "}", 3 "[", 4 "]", 17 the end.
    for (let kind: number = scanner.scan(); kind !== 17; kind = scanner.scan()) {
      if (kind === 1 || kind === 3) depth++;
      if (kind === 2 || kind === 4) depth--;
      if (depth > MAX_DEPTH) {
        throw new UserError(`nested more than ${MAX_DEPTH} levels deep, expected a Racecar ${this.what}`, {
          place: this.placeAt(scanner.getTokenOffset()),
        });
      }
    }
  }

  private valueOf(node: Node): unknown {
    if (node.type === 'array') return (node.children ?? []).map((child) => this.valueOf(child));
    if (node.type !== 'object') return node.value;
    const entries = new Map<string, unknown>();
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (key === undefined || value === undefined) continue;
      const name = key.value as string;
      if (entries.has(name) || name === '__proto__') {
        throw new UserError(
          `the key "${name}" ${entries.has(name) ? 'stands here twice' : 'is not allowed'}`,
          {
            place: this.placeAt(key.offset),
            hint: 'Remove it.',
          },
        );
      }
      entries.set(name, this.valueOf(value));
    }
    return Object.fromEntries(entries);
  }
}

/** A file's text without the mark of its encoding, with which some editors begin it. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** @param bytes size of the file, checked before it is read */
export function rejectOversize(bytes: number, file: string, what = 'config'): void {
  if (bytes > MAX_CONFIG_BYTES) {
    throw new UserError(
      `${(bytes / 1e6).toFixed(1)} MB is too large for a ${what}, expected at most ${MAX_CONFIG_BYTES / 1e6} MB`,
      { place: { file }, hint: 'Is it the right file?' },
    );
  }
}

/** "CloseBraceExpected" as "close brace expected". */
function wordsOf(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
