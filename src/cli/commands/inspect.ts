import { stat } from 'node:fs/promises';
import { UserError } from '../../config/userError';
import { conditionNumber, effectiveRank, orthogonalityError, stableRank } from '../../diagnostics/spectrum';
import { svd } from '../../diagnostics/svd';
import type { HostTensors } from '../../network/hostTensor';
import { findRun, readEntry } from '../../runs/catalogue';
import { findSnapshot } from '../../runs/snapshots';
import { readTensorFile } from '../../runs/tensorFile';
import type { CommandInput, CommandSpec } from '../command';
import { usage } from '../command';
import { jsonOption, runsDirectories, runsOption } from '../environment';
import { EXIT } from '../execution';
import { formatNumber, formatPercent, formatTable } from '../table';

/** What is shown of one kernel. */
interface InspectedLayer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly singularValues: readonly number[];
  /** Only for snapshots of runs, which know their data. */
  readonly dataEnergy?: readonly number[];
  readonly stableRank: number;
  readonly effectiveRank: number;
  readonly conditionNumber: number | null;
  readonly orthogonalityError: number;
}

export const inspect: CommandSpec = {
  name: 'inspect',
  parameters: '<run | file.safetensors>',
  summary: 'Show the spectrum of every kernel of a run or a file of weights.',
  options: {
    layer: { type: 'string', value: 'L', help: 'Show every singular value of this layer alone.' },
    step: { type: 'string', value: 'N', help: "The run's snapshot of this step; the last by default." },
    runs: runsOption,
    json: jsonOption,
  },
  async run(input) {
    const source = await openSource(input);
    const layers = inspectKernels(source.tensors, input.text('layer'), source.file);
    if (input.flag('json')) {
      const { file, run, step } = source;
      process.stdout.write(
        `${JSON.stringify({ file, ...(run === undefined ? {} : { run, step }), layers })}\n`,
      );
    } else {
      process.stdout.write(`${source.title}\n\n`);
      process.stdout.write(input.text('layer') === undefined ? overview(layers) : details(layers[0]!));
    }
    return EXIT.done;
  },
};

interface Source {
  readonly tensors: HostTensors;
  readonly file: string;
  readonly title: string;
  readonly run?: string;
  readonly step?: number;
}

async function openSource(input: CommandInput): Promise<Source> {
  const name = input.one('<run | file.safetensors>');
  const isFile = await stat(name).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile || name.endsWith('.safetensors')) {
    if (input.text('step') !== undefined) throw usage('--step goes with a run, not with a file');
    return { tensors: (await readTensorFile(name)).tensors, file: name, title: name };
  }
  const folder = await findRun(name, runsDirectories(input));
  const { manifest } = await readEntry(folder);
  const { step, file } = await findSnapshot(folder, input.count('step', 0));
  const { tensors } = await readTensorFile(file);
  return { tensors, file, run: folder.id, step, title: `${folder.id} (${manifest.mode}), step ${step}` };
}

/** Every tensor named <layer>/kernel with two or four dimensions. */
function inspectKernels(tensors: HostTensors, wanted: string | undefined, file: string): InspectedLayer[] {
  const names = Object.keys(tensors)
    .filter((name) => name.endsWith('/kernel') && [2, 4].includes(tensors[name]!.shape.length))
    .map((name) => name.slice(0, -'/kernel'.length));
  if (names.length === 0) {
    throw new UserError('there is no kernel in it, expected tensors named <layer>/kernel', {
      place: { file },
      hint: `It holds ${Object.keys(tensors).slice(0, 8).join(', ') || 'nothing'}.`,
    });
  }
  if (wanted !== undefined && !names.includes(wanted)) {
    throw usage(`--layer: found "${wanted}", expected one of ${names.join(', ')}`);
  }
  return names
    .filter((name) => wanted === undefined || name === wanted)
    .map((name) => inspectKernel(name, tensors, file));
}

function inspectKernel(name: string, tensors: HostTensors, file: string): InspectedLayer {
  const { shape, data } = tensors[`${name}/kernel`]!;
  const columns = shape.at(-1)!;
  const rows = data.length / columns;
  const s = singularValues(`${name}/kernel`, data, rows, columns, file);
  const energy = tensors[`svd/${name}/dataEnergy`];
  const condition = conditionNumber(s);
  return {
    name,
    shape,
    singularValues: [...s],
    ...(energy === undefined ? {} : { dataEnergy: [...energy.data] }),
    stableRank: stableRank(s),
    effectiveRank: effectiveRank(s),
    conditionNumber: Number.isFinite(condition) ? condition : null,
    orthogonalityError: orthogonalityError(s, rows, columns),
  };
}

function singularValues(
  name: string,
  data: Float32Array,
  rows: number,
  columns: number,
  file: string,
): Float64Array {
  try {
    return svd(data, rows, columns, { vectors: false }).s;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${name}: ${error.message}`, { place: { file }, cause: error });
  }
}

function overview(layers: readonly InspectedLayer[]): string {
  const rows = layers.map((layer) => [
    layer.name,
    layer.shape.join(' × '),
    formatNumber(layer.singularValues[0]),
    formatNumber(layer.singularValues.at(-1)),
    formatNumber(layer.stableRank),
    formatNumber(layer.effectiveRank),
    formatNumber(layer.orthogonalityError),
    formatPercent(layer.dataEnergy === undefined ? undefined : Math.max(...layer.dataEnergy)),
  ]);
  const titles = [
    'layer',
    'kernel',
    'largest σ',
    'smallest σ',
    'stable rank',
    'effective rank',
    '‖WᵀW − I‖²',
    'captured by 1',
  ];
  return formatTable(
    titles.map((title, index) => ({ title, align: index < 2 ? 'left' : 'right' })),
    rows,
  );
}

function details(layer: InspectedLayer): string {
  const rows = layer.singularValues.map((sigma, index) => [
    String(index + 1),
    formatNumber(sigma),
    formatPercent(layer.dataEnergy?.[index]),
  ]);
  const titles = ['direction', 'σ', 'data energy'];
  return `${overview([layer])}\n${formatTable(
    titles.map((title) => ({ title, align: 'right' })),
    rows,
  )}`;
}
