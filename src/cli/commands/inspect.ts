import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../config/userError';
import { inEnglish } from '../../diagnostics/findings/finding';
import { summariseModel } from '../../diagnostics/kernel/modelSummary';
import type { KernelAlgebra } from '../../inspection/algebra';
import type { Inspection } from '../../inspection/inspection';
import { openInspection } from '../../inspection/inspection';
import { measureLayer } from '../../inspection/layerMetrics';
import { MetricsCache } from '../../inspection/metricsCache';
import { startAlgebra } from '../../inspection/startAlgebra';
import { findRun } from '../../runs/catalogue';
import { RunFolder } from '../../runs/runFolder';
import type { CommandInput, CommandSpec } from '../command';
import { usage } from '../command';
import { argumentOf, engineEnvironment, jsonOption, runsDirectories, runsOption } from '../environment';
import { EXIT } from '../execution';
import { offeringEarlier } from '../earlierSnapshot';
import type { InspectedLayer } from '../inspectTables';
import { comparison, csv, layerDetails, overview } from '../inspectTables';
import { print, printData, printJson, tell } from '../output';
import { printableLine } from '../printable';
import { ProgressText } from '../progressText';
import { CHECKPOINT_EXTENSIONS } from '../../checkpoints/checkpointNames';

const PARAMETER = '<run | file>';
/** Tensors of a file without kernels that are named in the error. */
const NAMED = 8;

export const inspect: CommandSpec = {
  name: 'inspect',
  parameters: `${PARAMETER} [${PARAMETER}]`,
  summary:
    'Show the spectra and diagnostics of every kernel of a run or of a checkpoint; of two, the differences.',
  options: {
    layer: { type: 'string', value: 'L', help: 'Show every number and singular value of this layer alone.' },
    step: { type: 'string', value: 'N', help: "The run's snapshot of this step; the last by default." },
    data: {
      type: 'string',
      value: 'CONFIG',
      help: 'Measure with the data of this config too: data capture, principal angles and reverse errors.',
    },
    runs: runsOption,
    json: { ...jsonOption, help: `${jsonOption.help} Of two, a line each.` },
    csv: { type: 'boolean', help: 'Print comma-separated values, a line a layer.' },
  },
  async run(input) {
    if (input.flag('json') && input.flag('csv'))
      throw usage('--json and --csv are two forms of output, expected one');
    const names = input.positionals;
    if (names.length === 0) throw usage(`missing ${PARAMETER}`);
    if (names.length > 2) throw usage(`found ${names.length} runs or files, expected one, or two to compare`);
    const sources: Source[] = [];
    const algebra = startAlgebra(engineEnvironment.wasmFolder);
    try {
      for (const name of names) sources.push(await inspectSource(name, input, algebra));
    } finally {
      await Promise.all(sources.map(({ inspection }) => inspection.checkpoint.close()));
      await algebra.close();
    }
    // Of two, what is compared is printed alone, and of CSV the values.
    if (input.flag('csv')) {
      tell(sources.map(notesOf).join(''));
      printData(csv(sources.map(({ inspection, layers }) => ({ name: inspection.opened.title, layers }))));
    } else if (input.flag('json')) for (const source of sources) printJson(jsonOf(source));
    else print(outputOf(sources, input) + (await dataHint(sources)));
    const failures = sources.flatMap(({ layers, inspection }) =>
      layers.flatMap(({ layer, row }) =>
        row.error === undefined
          ? []
          : [`${printableLine(`${inspection.opened.file}: ${layer.tensor}: ${row.error}`)}\n`],
      ),
    );
    for (const failure of failures) tell(failure);
    return failures.length === 0 ? EXIT.done : EXIT.badInput;
  },
};

interface Source {
  readonly inspection: Inspection;
  readonly layers: readonly InspectedLayer[];
}

async function inspectSource(name: string, input: CommandInput, algebra: KernelAlgebra): Promise<Source> {
  const inspection = await openSource(name, input);
  const progress = new ProgressText();
  try {
    const wanted = wantedLayers(inspection, input.text('layer'));
    const config = input.text('data');
    if (config !== undefined) {
      const { bringData } = await import('../../inspection/withData');
      const tools = { algebra, wasmFolder: engineEnvironment.wasmFolder };
      inspection.data = await bringData(inspection, path.resolve(config), tools, {
        onProgress: (stage) => progress.show(`${path.basename(config)}: ${stage}`),
      });
    }
    const cache = new MetricsCache();
    const layers: InspectedLayer[] = [];
    for (const [index, layer] of wanted.entries()) {
      const measured = await measureLayer(inspection, layer.name, algebra, cache, {
        onProgress: (stage, fraction) =>
          progress.show(
            `${layer.name} (${index + 1} of ${wanted.length}): ${stage} ${Math.floor(fraction * 100)} %`,
          ),
      });
      layers.push({ layer, ...measured });
    }
    return { inspection, layers };
  } catch (error) {
    await inspection.checkpoint.close();
    throw error;
  } finally {
    progress.end();
  }
}

async function openSource(name: string, input: CommandInput): Promise<Inspection> {
  const step = input.count('step', 0);
  const found = await stat(name).catch(() => undefined);
  if (found?.isFile() === true) {
    if (step !== undefined) throw usage('--step goes with a run, not with a file');
    const inspection = await openInspection({ kind: 'file', file: name });
    return { ...inspection, opened: { ...inspection.opened, title: name } };
  }
  if (isFileName(name)) {
    if (found === undefined) throw new UserError('There is no such file.', { place: { file: name } });
    if (!found.isDirectory()) throw new UserError('It is not a file.', { place: { file: name } });
    const isRun = await stat(new RunFolder(path.resolve(name)).manifest).catch(() => undefined);
    if (isRun === undefined) throw new UserError('It is a folder without a run.', { place: { file: name } });
  }
  const folder = await findRun(name, runsDirectories(input));
  const { directory } = folder;
  if (step !== undefined) return openInspection({ kind: 'run', directory, step });
  return offeringEarlier(folder, () => openInspection({ kind: 'run', directory }));
}

/** Whether a name means a file or a folder, rather than a run by its id. */
function isFileName(name: string): boolean {
  return /[\\/]/.test(name) || CHECKPOINT_EXTENSIONS.some((ending) => name.toLowerCase().endsWith(ending));
}

function wantedLayers({ opened, checkpoint, others }: Inspection, wanted: string | undefined) {
  const { layers, file } = opened;
  if (layers.length === 0) {
    const found = others.map(
      ({ tensor, reason }) => `It holds ${tensor.name} [${tensor.shape.join(', ')}]: ${reason}.`,
    );
    const more = found.length > NAMED ? [`It holds ${found.length - NAMED} more.`] : [];
    const held = found.length === 0 ? ['It holds nothing.'] : [...found.slice(0, NAMED), ...more];
    throw new UserError('there is no kernel in it, expected weights of two or more axes', {
      place: { file },
      hint: [...held, ...checkpoint.notes].map(printableLine).join('\n  '),
    });
  }
  const chosen = layers.filter(({ name }) => wanted === undefined || name === wanted);
  if (chosen.length > 0) return chosen;
  throw usage(`--layer: found "${wanted}", expected one of ${layers.map(({ name }) => name).join(', ')}`);
}

function outputOf(sources: readonly Source[], input: CommandInput): string {
  const [first, second] = sources;
  if (first !== undefined && second !== undefined) {
    const titles = [first.inspection.opened.title, second.inspection.opened.title] as const;
    const notes = sources
      .map((source) => notesOf(source))
      .filter((each) => each !== '')
      .map((each) => `${each}\n`);
    return `${notes.join('')}${comparison([first.layers, second.layers], titles)}`;
  }
  return sources.map((source) => textOf(source, input.text('layer') !== undefined)).join('\n');
}

function textOf({ inspection, layers }: Source, single: boolean): string {
  const { opened, data } = inspection;
  const notes = allNotes(inspection)
    .map((note) => `${printableLine(`note: ${note}`)}\n`)
    .join('');
  const seen = data === undefined ? '' : `${printableLine(`with ${data.title}`)}\n`;
  const body = single ? layers.map(layerDetails).join('\n') : overview(layers);
  const summary = single
    ? ''
    : `\n${printableLine(inEnglish(summariseModel(layers.map(({ row }) => row)).finding))}\n`;
  return `${printableLine(opened.title)}\n${seen}${notes}\n${body}${summary}`;
}

/** Of a run that was looked at without data: which of its numbers take them, and where they are. */
async function dataHint(sources: readonly Source[]): Promise<string> {
  const [source, ...others] = sources;
  const { run, data } = source!.inspection;
  if (run === undefined || data !== undefined || others.length > 0) return '';
  const { configFile } = run.manifest;
  const isThere = (await stat(configFile).catch(() => undefined))?.isFile() === true;
  const config = isThere ? argumentOf(path.relative(process.cwd(), configFile)) : 'CONFIG';
  return `\n${printableLine(`PCA ceiling and principal cosines take the data: --data ${config}`)}\n`;
}

/** Where two are printed, or values alone: whose note it is comes first. */
function notesOf({ inspection }: Source): string {
  return allNotes(inspection)
    .map((note) => `${printableLine(`note: ${inspection.opened.title}: ${note}`)}\n`)
    .join('');
}

function allNotes({ opened, data }: Inspection): string[] {
  return [...opened.notes, ...(data?.notes ?? [])];
}

/** The keys up to orthogonalityError are a contract: other programs read them. */
function jsonOf({ inspection, layers }: Source): object {
  const { opened, run, data } = inspection;
  return {
    file: opened.file,
    ...(run === undefined ? {} : { run: run.folder.id, step: run.step }),
    layers: layers.map(layerJson),
    format: opened.format,
    notes: allNotes(inspection),
    ...(data === undefined ? {} : { data: { title: data.title, samples: data.samples } }),
    summary: summaryJson(layers),
  };
}

function layerJson({ layer, row, singularValues, dataEnergy }: InspectedLayer): object {
  const { metrics, state, powerLaw, error } = row;
  return {
    name: layer.name,
    shape: layer.shape,
    singularValues: [...singularValues],
    ...(dataEnergy === undefined ? {} : { dataEnergy: [...dataEnergy] }),
    stableRank: metrics.stableRank ?? null,
    effectiveRank: metrics.effectiveRank ?? null,
    conditionNumber: metrics.conditionNumber ?? null,
    orthogonalityError: metrics.orthogonalityError ?? null,
    tensor: layer.tensor,
    dtype: layer.dtype,
    matrix: [layer.rows, layer.columns],
    ...(layer.note === undefined ? {} : { note: layer.note }),
    metrics,
    ...(powerLaw === undefined ? {} : { powerLaw }),
    ...(row.data === undefined ? {} : { data: row.data }),
    state: { level: state.level, reason: inEnglish(state.reason) },
    ...(error === undefined ? {} : { error }),
  };
}

function summaryJson(layers: readonly InspectedLayer[]): object {
  const { finding, ...summary } = summariseModel(layers.map(({ row }) => row));
  return { ...summary, finding: inEnglish(finding) };
}
