import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../config/userError';
import type { ComparedRun } from '../comparison/comparedRun';
import type { TableView } from '../comparison/shownTable';
import type { CompareFile, ComparisonReport } from '../messages/compareMessages';
import { runResults } from '../messages/runResults';
import { RunFolder } from '../runs/runFolder';
import { readRunManifest } from '../runs/runManifest';
import { leftOutText } from './leftOutText';
import { tell } from './output';
import { writeOutputFile } from './outputFile';
import { reportHtml } from './reportPage';
import { reportRuns } from './reportRun';

/** Bytes of snapshots in a page: few enough to send, and for a browser to open at once. */
const LIMIT = 30e6;

/**
 * Writes runs beside each other into one page that opens in any browser, with everything in it.
 *
 * @param view  how the table is looked at, and what a comparison's file says beside it
 * @returns the size of the page in bytes
 * @throws UserError where a run cannot be read, the page's code is missing, or the page cannot be written
 */
export async function writeComparisonPage(
  file: string,
  compared: readonly (ComparedRun & { readonly label?: string })[],
  view: TableView & Pick<CompareFile, 'notes' | 'layout'>,
): Promise<number> {
  const folders = compared.map(({ key }) => new RunFolder(key));
  const reported = await reportRuns(folders, LIMIT);
  tell(leftOutText(folders, reported, LIMIT));
  const runs: ComparisonReport['runs'][number][] = [];
  for (const [at, { label }] of compared.entries()) {
    runs.push({
      ...reported[at]!,
      results: runResults(await readRunManifest(folders[at]!.manifest)),
      ...(label === undefined ? {} : { label }),
    });
  }
  const { group, baseline, sort, filter, columns, hidden, notes, layout } = view;
  const html = reportHtml({
    title: `Racecar: ${[...new Set(runs.map(({ facts }) => facts.name))].join(', ')}`,
    script: await bundled('compare-report.js'),
    style: await bundled('compare-report.css'),
    data: {
      runs,
      file: {
        ...{ version: 1, runs: runs.map(({ facts }) => facts.id) },
        ...(group === undefined ? {} : { group }),
        ...(baseline === undefined ? {} : { baseline: path.basename(baseline) }),
        ...(sort === undefined ? {} : { sort }),
        ...(filter === undefined ? {} : { filter }),
        ...(columns === undefined ? {} : { columns }),
        ...(hidden === undefined ? {} : { hidden }),
        ...(notes === undefined ? {} : { notes }),
        ...(layout === undefined ? {} : { layout }),
      },
      name: path.basename(file, path.extname(file)),
      created: new Date().toISOString(),
      limit: LIMIT,
    },
  });
  return writeOutputFile(file, html);
}

/** The page's code, which lies beside the command's. */
async function bundled(name: string): Promise<string> {
  const file = path.join(__dirname, 'webview', name);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError('this installation lacks the page of comparisons', {
      place: { file },
      hint: 'Install Racecar anew.',
      cause: error,
    });
  }
}
