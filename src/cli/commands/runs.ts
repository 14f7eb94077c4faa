import { readCatalogue } from '../../runs/catalogue';
import type { CatalogueEntry } from '../../runs/catalogue';
import type { CommandSpec } from '../command';
import { jsonOption, runsDirectories, runsOption } from '../environment';
import { EXIT } from '../execution';
import { print, printJson, tell } from '../output';
import { formatBytes, formatNumber, formatPercent, formatTable } from '../table';

export const runs: CommandSpec = {
  name: 'runs',
  parameters: '',
  summary: 'List the runs with their status, results and disk use.',
  options: { runs: runsOption, json: jsonOption },
  async run(input) {
    input.none();
    const directories = runsDirectories(input);
    const catalogues = await Promise.all(directories.map(readCatalogue));
    const entries = catalogues.flatMap((catalogue) => catalogue.runs);
    for (const { directory, reason } of catalogues.flatMap((catalogue) => catalogue.unreadable)) {
      tell(`${directory}: ${reason}\n`);
    }
    if (input.flag('json')) printJson(entries.map(runJson));
    else if (entries.length > 0) print(runsTable(entries));
    else
      print(
        `No runs in ${directories.join(', ')}. Start one with racecar train <config>, or name their folder with --runs DIR.\n`,
      );
    return EXIT.done;
  },
};

function runJson({ folder, manifest, status, bytes }: CatalogueEntry): object {
  const { id, name, mode, seed, engine, created, ended, step, steps, error, final } = manifest;
  return {
    run: id,
    dir: folder.directory,
    name,
    mode,
    seed,
    engine,
    status,
    created,
    ended,
    step,
    steps,
    bytes,
    error,
    final,
  };
}

function runsTable(entries: readonly CatalogueEntry[]): string {
  const rows = entries.map(({ manifest, status, bytes }) => [
    manifest.id,
    manifest.mode,
    String(manifest.seed),
    status,
    `${manifest.step}/${manifest.steps}`,
    formatNumber(manifest.final?.loss),
    formatPercent(manifest.final?.testAccuracy),
    formatBytes(bytes),
  ]);
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const titles = ['run', 'mode', 'seed', 'status', 'steps', 'loss', 'test', 'disk'];
  const table = formatTable(
    titles.map((title, index) => ({
      title,
      align: ['seed', 'steps', 'loss', 'test', 'disk'].includes(titles[index]!) ? 'right' : 'left',
    })),
    rows,
  );
  return `${table}\n${entries.length} ${entries.length === 1 ? 'run' : 'runs'}, ${formatBytes(total)}\n`;
}
