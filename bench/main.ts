/** The benchmark: our engines against PyTorch and JAX, on the same training steps, in interleaved rounds. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { EngineName } from '../src/engines/engine';
import { ENGINE_NAMES } from '../src/engines/engine';
import { measureActivation } from './activation';
import { measureComparison } from './compare';
import { compareSection, compareSectionIn, writeCompareSection } from './compareReport';
import { measureDashboard } from './dashboard';
import { dashboardSection, dashboardSectionIn, writeDashboardSection } from './dashboardReport';
import { availableEngines, engineEntrants } from './engines';
import { findPeers } from './peers';
import type { Section } from './report';
import { activationSection, conditionsSection, startUpSection, workloadSection } from './report';
import { CONDITIONS, runRounds } from './rounds';
import type { StartUp } from './startup';
import { measureStartUp } from './startup';
import { steadinessSection } from './steadiness';
import { measureSvd } from './svd';
import { svdSection, svdSectionIn, writeSvdSection } from './svdReport';
import { workloads, writeProblem } from './workloads';

const HELP = `npm run bench -- [engine …] [options]
npm run bench -- activation       the extension's activation alone
npm run bench -- dashboard        the dashboard alone
npm run bench -- compare          the comparison of 200 runs alone
npm run bench -- svd              the singular value decomposition alone

Engines: ${ENGINE_NAMES.join(', ')}; by default all that start, but cpu. Options:
  --workloads W[,W…]   of ${Object.keys(workloads).join(', ')}; by default all
  --rounds N           5
  --seconds N          of each contestant in each round: 3
  --threads N[,N…]     of the engines that have a setting, each count a contestant; by default their own choice
  --load               every round once more with another process loading one core
  --python PATH        an interpreter to look for PyTorch and JAX in; may be repeated; by default python3
  --no-startup         do not time the start of racecar train
  --no-activation      do not measure the extension's activation in VS Code
  --no-steadiness      do not measure denormal numbers and the memory of a long training
  --no-write           do not write bench/RESULTS.md
`;

/** The default engine, which is to keep its speed and its memory. */
const STEADY_ENGINE: EngineName = 'onnx-cpu';

/** In place of engines: measure only this. */
const ACTIVATION = 'activation';
const DASHBOARD = 'dashboard';
const SVD = 'svd';
const COMPARE = 'compare';

/** Where Debian's packages are found, whatever comes first in PATH. */
const DEBIAN_PYTHON = '/usr/bin/python3';

const options = {
  workloads: { type: 'string' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  threads: { type: 'string' },
  load: { type: 'boolean' },
  python: { type: 'string', multiple: true },
  'no-startup': { type: 'boolean' },
  'no-activation': { type: 'boolean' },
  'no-steadiness': { type: 'boolean' },
  'no-write': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

async function main(root: string, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals.length === 1 && positionals[0] === ACTIVATION) {
    const activation = await activationPart(root);
    if (values['no-write'] !== true) {
      const conditions = await conditionsSection(shownCommand(args), []);
      await writeResults(root, [conditions, activation]);
    }
    return 0;
  }
  if (positionals.length === 1 && positionals[0] === DASHBOARD) {
    const measured = await measureDashboard(root, __dirname, (text) => process.stderr.write(`${text}\n`));
    const section = dashboardSection(measured);
    process.stdout.write(section);
    if (values['no-write'] !== true) await writeDashboardSection(resultsFile(root), section);
    return 0;
  }
  if (positionals.length === 1 && positionals[0] === COMPARE) {
    const section = compareSection(
      await measureComparison(root, __dirname, (text) => process.stderr.write(`${text}\n`)),
    );
    process.stdout.write(section);
    if (values['no-write'] !== true) await writeCompareSection(resultsFile(root), section);
    return 0;
  }
  if (positionals.length === 1 && positionals[0] === SVD) {
    const section = svdSection(
      await measureSvd(root, {
        rounds: numberOf('rounds', values.rounds ?? '5'),
        interpreters: values.python ?? ['python3', DEBIAN_PYTHON],
        note: (text) => process.stderr.write(`${text}\n`),
      }),
    );
    process.stdout.write(section);
    if (values['no-write'] !== true) await writeSvdSection(resultsFile(root), section);
    return 0;
  }
  const chosen = values.workloads?.split(',') ?? Object.keys(workloads);
  const withLoad = values.load === true;
  rejectUnknown('engine', positionals, ENGINE_NAMES);
  rejectUnknown('workload', chosen, Object.keys(workloads));

  const note = (text: string) => process.stderr.write(`${text}\n`);
  const { names: engines, missing } =
    positionals.length > 0 ? { names: positionals, missing: [] } : await availableEngines(root);
  const peers = await findPeers(
    values.python ?? ['python3', DEBIAN_PYTHON],
    path.join(root, 'bench', 'peers'),
  );
  for (const text of [...missing, ...peers.missing]) note(text);
  const conditions = await conditionsSection(shownCommand(args), peers.versions);
  process.stdout.write(conditions);

  const timing = {
    rounds: numberOf('rounds', values.rounds ?? '5'),
    seconds: numberOf('seconds', values.seconds ?? '3'),
  };
  const sections: Section[] = [];
  for (const name of chosen) {
    const workload = workloads[name]!;
    const folder = await mkdtemp(path.join(os.tmpdir(), 'racecar-bench-'));
    await writeProblem(workload, folder);
    const entrants = [
      ...engines.flatMap((engine) => engineEntrants(root, engine, name, values.threads?.split(','))),
      ...peers.entrants,
    ];
    const results = await runRounds(entrants, folder, {
      ...timing,
      conditions: withLoad ? CONDITIONS : ['quiet'],
      note: (text) => note(`${name}: ${text}`),
    });
    await rm(folder, { recursive: true, force: true });
    sections.push(workloadSection(workload.title, results, withLoad));
    process.stdout.write(`\n${sections.at(-1)!.text}`);
  }

  if (values['no-steadiness'] !== true && engines.includes(STEADY_ENGINE)) {
    const options = {
      ...timing,
      conditions: ['quiet'],
      note: (text: string) => note(`steadiness: ${text}`),
    } as const;
    sections.push(await steadinessSection(root, STEADY_ENGINE, options));
    process.stdout.write(`\n${sections.at(-1)!.text}`);
  }

  const texts = sections.map(({ text }) => text);
  if (values['no-startup'] !== true) {
    const startUps: StartUp[] = [];
    for (const engine of engines) {
      note(`start-up: ${engine}`);
      startUps.push(await measureStartUp(root, engine));
    }
    texts.push(startUpSection(startUps));
    process.stdout.write(`\n${texts.at(-1)!}`);
  }
  if (values['no-activation'] !== true) texts.push(await activationPart(root));
  if (values['no-write'] !== true) await writeResults(root, [conditions, ...texts]);
  return sections.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

/** Measures and prints; where no VS Code can run, the text says so. */
async function activationPart(root: string): Promise<string> {
  process.stderr.write("the extension's activation\n");
  const text = activationSection(await measureActivation(root));
  process.stdout.write(`\n${text}`);
  return text;
}

async function writeResults(root: string, parts: readonly string[]): Promise<void> {
  const file = resultsFile(root);
  const before = await readFile(file, 'utf8').catch(() => '');
  const kept = [dashboardSectionIn(before), compareSectionIn(before), svdSectionIn(before)].filter(
    (section) => section !== '',
  );
  await writeFile(file, withoutPaths([INTRODUCTION, ...parts, ...kept].join('\n'), root));
}

const resultsFile = (root: string) => path.join(root, 'bench', 'RESULTS.md');

const INTRODUCTION = `# Benchmark

Written by \`npm run bench\`. Every contestant makes the same training steps from the same weights on the same data, in a process of its own; they train in turn, round by round. Steps a second are medians over the rounds. "to PyTorch" is the median over the rounds of the ratio to PyTorch eager's best setting in the same round. CPU time is that of all threads. Loss difference: the largest relative one over the first 20 steps.
`;

function numberOf(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${option} takes a number above 0, not ${text}`);
  return value;
}

function rejectUnknown(what: string, names: readonly string[], known: readonly string[]): void {
  for (const name of names) {
    if (!known.includes(name)) throw new Error(`no ${what} is called ${name}; there are ${known.join(', ')}`);
  }
}

/** The command as it was given, without paths, which mean nothing on another machine. */
function shownCommand(args: readonly string[]): string {
  const shown = args.map((arg, i) =>
    args[i - 1] === '--python' ? 'PATH' : arg.replace(/^--python=.*/, '--python=PATH'),
  );
  return ['npm run bench', ...(shown.length > 0 ? ['--', ...shown] : [])].join(' ');
}

/** Messages of failures may name folders of this machine. */
const withoutPaths = (text: string, root: string) => text.replaceAll(root, '.').replaceAll(os.homedir(), '~');

const [root, ...args] = process.argv.slice(2);
main(root!, args).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
