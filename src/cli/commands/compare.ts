import path from 'node:path';
import type { ComparedRun } from '../../comparison/comparedRun';
import { toCsv } from '../../comparison/exports/csv';
import { comparisonJson } from '../../comparison/exports/json';
import { toLatex } from '../../comparison/exports/latex';
import { toMarkdown } from '../../comparison/exports/markdown';
import { findGroupingKeys, nearestGroupingKey } from '../../comparison/groupingKeys';
import { groupingKeys } from '../../comparison/groups';
import { baselineOf } from '../../comparison/runQueries';
import type { ShownTable, TableView } from '../../comparison/shownTable';
import { showTable } from '../../comparison/showTable';
import type { RunTable } from '../../comparison/table';
import { findColumn, nearestColumn, runTable } from '../../comparison/table';
import { UserError } from '../../config/userError';
import { inEnglish } from '../../diagnostics/findings/finding';
import { findRun } from '../../runs/catalogue';
import { RunFolder } from '../../runs/runFolder';
import type { CommandInput, CommandSpec } from '../command';
import { usage } from '../command';
import { COMPARE_FILE_END, openComparison, readComparedRun, runsOfSet } from '../comparedRuns';
import { comparisonText } from '../comparisonText';
import { writeComparisonPage } from '../comparisonPage';
import { jsonOption, runsDirectories, runsOption } from '../environment';
import { EXIT } from '../execution';
import { print, printData, printJson, tell } from '../output';
import { checkOutputFile } from '../outputFile';
import { formatBytes } from '../table';

const FORMATS = ['table', 'markdown', 'latex', 'csv', 'json'] as const;

/** Width of what is written elsewhere than to a terminal. */
const WIDTH = 80;

export const compare: CommandSpec = {
  name: 'compare',
  parameters: `<run>… | <file${COMPARE_FILE_END}>`,
  summary: 'Compare runs: what differs in their configs, what they came to, and by how much.',
  options: {
    set: { type: 'string', value: 'ID', help: 'All runs of a set, which train names at its end.' },
    group: {
      type: 'string',
      value: 'KEY[,KEY…]',
      help: 'Mean and spread over the seeds of each mode, or of each value of keys of the config; or none.',
    },
    baseline: {
      type: 'string',
      value: 'RUN|GROUP',
      help: 'What the others are held against: a run, or with --group the name of a group such as std.',
    },
    sort: {
      type: 'string',
      value: 'COLUMN[,…]',
      help: 'Columns to sort by; with - before it, as in --sort=-testAccuracy, the largest first.',
    },
    columns: { type: 'string', value: 'COLUMN[,…]', help: 'Columns to show, or all; --json names them.' },
    filter: {
      type: 'string',
      value: 'TERMS',
      mayBeEmpty: true,
      help: 'Runs to show, as in "mode=rr testAccuracy>90%"; "" shows those that a file leaves out too.',
    },
    html: {
      type: 'string',
      value: 'FILE',
      help: 'Write a page that opens in any browser: the table, the curves and the insides of the runs.',
    },
    format: { type: 'string', value: 'F', help: `One of ${FORMATS.join(', ')}.` },
    runs: runsOption,
    json: jsonOption,
  },
  async run(input) {
    if (input.positionals.length === 0 && input.text('set') === undefined) throw usage('missing <run>');
    const page = input.text('html');
    const format = formatOf(input);
    if (page !== undefined) await checkOutputFile(page);
    const { runs, view: saved, file } = await runsOf(input);
    const table = runTable(runs);
    const view = viewOf(input, saved, file, table);
    const shown = showTable(table, view);
    if (shown.filterError !== undefined) throw usage(`--filter: ${inEnglish(shown.filterError)}`);
    if (page !== undefined) {
      const bytes = await writeComparisonPage(page, runs, view);
      print(`${page}: ${runs.length} runs, ${formatBytes(bytes)}\n`);
      return EXIT.done;
    }
    if (format === 'json') printJson(comparisonJson(table, shown, view));
    else if (format === 'table')
      print(comparisonText(shown, process.stdout.isTTY ? process.stdout.columns : WIDTH));
    else printData(dataText(format, shown));
    return EXIT.done;
  },
};

function formatOf(input: CommandInput): (typeof FORMATS)[number] {
  const asked = input.choice('format', FORMATS);
  if (input.flag('json') && asked !== undefined && asked !== 'json') {
    throw usage(`--json and --format ${asked} are two forms of output, expected one`);
  }
  const format = input.flag('json') ? 'json' : asked;
  if (format !== undefined && input.text('html') !== undefined) {
    throw usage(
      `--html writes a page, and ${input.flag('json') ? '--json' : '--format'} asks for another form`,
    );
  }
  return format ?? 'table';
}

function dataText(format: Exclude<(typeof FORMATS)[number], 'json' | 'table'>, shown: ShownTable): string {
  switch (format) {
    case 'markdown':
      return toMarkdown(shown);
    case 'latex':
      return toLatex(shown);
    case 'csv':
      return toCsv(shown);
  }
}

interface Asked {
  readonly runs: readonly ComparedRun[];
  /** As a file has it. */
  readonly view: TableView;
  /** Its name. */
  readonly file?: string;
}

/** The runs that are named, each once; a file stands for the runs that it means. */
async function runsOf(input: CommandInput): Promise<Asked> {
  const folders = new Map<string, RunFolder>();
  const labels = new Map<string, string>();
  let view: TableView = {};
  let opened: string | undefined;
  for (const name of input.positionals) {
    if (!name.endsWith(COMPARE_FILE_END)) {
      const folder = await findRun(name, runsDirectories(input));
      folders.set(folder.directory, folder);
      continue;
    }
    const { file, folder, resolved } = await openComparison(name, runsDirectories(input));
    const { baseline } = file;
    opened = name;
    view = {
      ...file,
      ...(baseline === undefined ? {} : { baseline: baselineOf(baseline, resolved.runs, folder) }),
    };
    for (const { key } of resolved.runs) folders.set(key, new RunFolder(key));
    for (const [key, label] of resolved.labels) labels.set(key, label);
    for (const { reason } of resolved.missing) warn(`${name}: ${inEnglish(reason)}`);
    for (const key of Object.keys(file.unknown ?? {})) warn(`${name}: the key "${key}" is not known`);
  }
  const set = input.text('set');
  if (set !== undefined) {
    for (const { key } of await runsOfSet(set, runsDirectories(input))) folders.set(key, new RunFolder(key));
  }
  const runs: ComparedRun[] = [];
  for (const [key, folder] of folders) {
    const label = labels.get(key);
    runs.push({ ...(await readComparedRun(folder)), ...(label === undefined ? {} : { label }) });
  }
  if (runs.length === 0)
    throw new UserError('there is no run to compare', { hint: 'racecar runs lists the runs.' });
  return { runs, view, ...(opened === undefined ? {} : { file: opened }) };
}

function warn(text: string): void {
  tell(`warning: ${text}\n`);
}

/** The file's view, with the options in place of its parts. */
function viewOf(input: CommandInput, saved: TableView, file: string | undefined, table: RunTable): TableView {
  const [group, sort, columns] = (['group', 'sort', 'columns'] as const).map((name) =>
    listOf(input.text(name)),
  );
  const grouping = group === undefined ? saved.group : groupingOf(group);
  const asked = group === undefined ? `${file}: group` : '--group';
  const filter = input.text('filter');
  const baseline = input.text('baseline');
  const view: TableView = {
    ...saved,
    ...(filter === undefined ? {} : { filter }),
    ...(grouping === undefined ? {} : { group: knownGrouping(grouping, asked, table) }),
    ...(sort === undefined ? {} : { sort: sort.map((name) => sortingOf(name, table)) }),
    ...(columns === undefined ? {} : { columns: columnsOf(columns, table) }),
  };
  return baseline === undefined ? view : { ...view, baseline: rowNamed(baseline, table, view) };
}

function listOf(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').map((part) => part.trim());
}

function groupingOf(keys: readonly string[]): NonNullable<TableView['group']> {
  const [only] = keys;
  return keys.length === 1 && (only === 'none' || only === 'mode') ? only : keys;
}

/** By whole keys. */
function knownGrouping(
  group: NonNullable<TableView['group']>,
  asked: string,
  table: RunTable,
): NonNullable<TableView['group']> {
  if (typeof group === 'string') return group;
  const runs = table.rows.map(({ run }) => run);
  return groupingKeys(group).map((name) => {
    const [key, ...others] = findGroupingKeys(runs, name);
    if (key !== undefined && others.length === 0) return key;
    if (key !== undefined) {
      throw usage(`${asked}: "${name}" fits ${[key, ...others].join(', ')}, expected one`);
    }
    const guess = nearestGroupingKey(runs, name);
    throw usage(
      `${asked}: found "${name}", expected mode, seed, name, engine or a key of these runs' configs`,
      guess === undefined ? undefined : `Did you mean ${guess}?`,
    );
  });
}

function sortingOf(name: string, table: RunTable): { column: string; descending: boolean } {
  const descending = name.startsWith('-');
  return { column: columnNamed('--sort', descending ? name.slice(1) : name, table), descending };
}

function columnsOf(names: readonly string[], table: RunTable): string[] {
  if (names.length === 1 && names[0] === 'all') return table.columns.map(({ id }) => id);
  return names.map((name) => columnNamed('--columns', name, table));
}

function columnNamed(option: string, name: string, { columns }: RunTable): string {
  const found = findColumn(columns, name);
  if (found !== undefined) return found.id;
  const guess = nearestColumn(columns, name);
  throw usage(
    `${option}: there is no column "${name}" in these runs`,
    guess === undefined ? 'racecar compare … --json names them under "values".' : `Did you mean ${guess}?`,
  );
}

/** The row that --baseline means: by the beginning of its run's id or the path of its folder, or by its label. */
function rowNamed(name: string, table: RunTable, view: TableView): string {
  const { rows } = showTable(table, {
    ...(view.group === undefined ? {} : { group: view.group }),
    baseline: name,
  });
  if (rows.some(({ isBaseline }) => isBaseline)) return name;
  const directory = path.resolve(name);
  const runs = table.rows.filter(({ run }) => run.key === directory || run.facts.id.startsWith(name));
  if (name !== '' && runs.length === 1) return runs[0]!.run.key;
  throw usage(
    `--baseline: found "${name}", expected one of the rows`,
    `They are ${rows.map(({ label }) => label).join(', ')}.`,
  );
}
