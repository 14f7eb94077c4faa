/** A comparison as it is kept: NAME.racecompare, a JSON file. Knows neither Node nor the DOM; readCompareFile.ts reads it. */

/** Raised with every change that an older Racecar would misunderstand. */
export const COMPARE_FILE_VERSION = 1;

/** The newest runs of a config, so that a comparison follows what is trained. */
export interface RunQuery {
  /**
   * Of what the newest runs are meant: "run" of all, "mode" of each mode, or of each combination of the values of
   * several of mode, seed, name, engine and config.
   */
  readonly latest: 'run' | 'mode' | readonly string[];
  /** How many of each; 1 by default. */
  readonly count?: number;
  /** The config's file, relative to the comparison's, or its name alone. */
  readonly config?: string;
  readonly mode?: string | readonly string[];
  readonly seed?: number | readonly number[];
  readonly status?: string | readonly string[];
  /** The id of a set that the runs were trained in. */
  readonly set?: string;
}

/** A run by its id, a unique beginning of it, or its folder's path, which is relative to the comparison's file. */
export interface NamedRun {
  readonly run: string;
  /** In place of the label that it would have. */
  readonly label?: string;
}

export type RunReference = string | NamedRun | RunQuery;

/** How the table is looked at, as comparison/shownTable.ts has it. */
export interface SavedView {
  readonly group?: 'none' | 'mode' | readonly string[];
  /** A run or a group that all others are held against; empty for none, also where one would be chosen at first. */
  readonly baseline?: string;
  readonly sort?: readonly { readonly column: string; readonly descending?: boolean }[];
  readonly filter?: string;
  readonly columns?: readonly string[];
  readonly hidden?: readonly string[];
}

export interface CompareFile extends SavedView {
  readonly version: number;
  readonly runs: readonly RunReference[];
  readonly notes?: string;
  /** What the page keeps of its own. */
  readonly layout?: Readonly<Record<string, unknown>>;
  /** Keys that this version does not know; they are kept. */
  readonly unknown?: Readonly<Record<string, unknown>>;
}

/** In the order in which a file has them. */
const KEYS = ['notes', 'group', 'baseline', 'sort', 'filter', 'columns', 'hidden', 'layout'] as const;

/**
 * The text of a comparison's file. What is the same gives the same text: keys in one order, those of the layout by their
 * names, and each run, column and entry of the layout on a line of its own, so that a change is a line in a diff.
 */
export function serializeCompareFile(file: CompareFile): string {
  const lines = [
    `"version": ${file.version}`,
    `"runs": ${linesOf(file.runs)}`,
    ...KEYS.flatMap((key) => {
      const value = file[key];
      return value === undefined
        ? []
        : [`${JSON.stringify(key)}: ${key === 'group' ? inline(value) : valueText(value)}`];
    }),
    ...Object.entries(file.unknown ?? {}).map(([key, value]) => `${JSON.stringify(key)}: ${inline(value)}`),
  ];
  return `{\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`;
}

function valueText(value: NonNullable<CompareFile[(typeof KEYS)[number]]>): string {
  if (Array.isArray(value)) return linesOf(value as readonly unknown[]);
  if (typeof value === 'string') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return '{}';
  return `{\n${entries.map(([key, each]) => `    ${JSON.stringify(key)}: ${inline(each)}`).join(',\n')}\n  }`;
}

function linesOf(items: readonly unknown[]): string {
  if (items.length === 0) return '[]';
  return `[\n${items.map((item) => `    ${inline(item)}`).join(',\n')}\n  ]`;
}

/** JSON on one line, with the blanks of a hand-written one. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, each]) => `${JSON.stringify(key)}: ${inline(each)}`).join(', ')} }`;
}
