import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../config/userError';
import { findRun } from '../../runs/catalogue';
import { isMissingFile } from '../../runs/fileErrors';
import type { RunFolder } from '../../runs/runFolder';
import type { CommandSpec } from '../command';
import { usage } from '../command';
import { runsDirectories, runsOption } from '../environment';
import { EXIT } from '../execution';
import { leftOutText } from '../leftOutText';
import { print, tell } from '../output';
import { checkOutputFile, writeOutputFile } from '../outputFile';
import { reportHtml } from '../reportPage';
import { reportRuns } from '../reportRun';
import { formatBytes } from '../table';

/** Megabytes of snapshots in a page: few enough to send, and for a browser to open at once. */
const DEFAULT_MB = 30;

export const report: CommandSpec = {
  name: 'report',
  parameters: '<run>… --html FILE',
  summary: 'Write runs into one page that opens in any browser, with everything in it.',
  options: {
    html: { type: 'string', value: 'FILE', help: 'The page to write.' },
    'max-mb': {
      type: 'string',
      value: 'N',
      help: `Megabytes of snapshots at most, for all runs together; by default ${DEFAULT_MB}. The page says what was left out.`,
    },
    runs: runsOption,
  },
  async run(input) {
    if (input.positionals.length === 0) throw usage('missing <run>');
    const file = input.text('html');
    if (file === undefined) throw usage('missing --html FILE');
    const limit = (input.count('max-mb', 0) ?? DEFAULT_MB) * 1e6;
    await checkOutputFile(file);
    const folders: RunFolder[] = [];
    for (const name of input.positionals) folders.push(await findRun(name, runsDirectories(input)));
    const runs = await reportRuns(folders, limit);
    tell(leftOutText(folders, runs, limit, '--max-mb N sets the limit.'));
    const html = reportHtml({
      title: `Racecar: ${[...new Set(runs.map(({ facts }) => facts.name))].join(', ')}`,
      script: await bundled('report.js'),
      style: await bundled('report.css'),
      data: { runs, created: new Date().toISOString(), limit, ...(await findingsDocs()) },
    });
    const bytes = await writeOutputFile(file, html);
    print(`${file}: ${runs.length === 1 ? '1 run' : `${runs.length} runs`}, ${formatBytes(bytes)}\n`);
    return EXIT.done;
  },
};

/** The documentation that findings refer to. */
async function findingsDocs(): Promise<{ docs?: string }> {
  try {
    return { docs: await readFile(path.join(__dirname, '..', 'docs', 'findings.md'), 'utf8') };
  } catch (error) {
    if (isMissingFile(error)) return {};
    throw error;
  }
}

/** The page's code, which lies beside the command's. */
async function bundled(name: string): Promise<string> {
  const file = path.join(__dirname, 'webview', name);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError('this installation lacks the page of reports', {
      place: { file },
      hint: 'Install Racecar anew.',
      cause: error,
    });
  }
}
