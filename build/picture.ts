/**
 * Makes the page that the README's picture is a screenshot of, from three runs of the peak example in a folder:
 *
 *     npm run picture -- RUNS_DIRECTORY picture.html
 */
import { readFile, writeFile } from 'node:fs/promises';
import { encode } from 'fast-png';
import type { HostTensors } from '../src/network/hostTensor';
import { readCatalogue } from '../src/runs/catalogue';
import { snapshotSteps } from '../src/runs/snapshots';
import { readTensorFile } from '../src/runs/tensorFile';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const MODES = ['std', 'ort', 'rr'];
const LAYER = 'hidden';
const PROBES = 2;
const VECTORS = 6;

const [runsDirectory, target] = process.argv.slice(2);
if (runsDirectory === undefined || target === undefined) throw new Error('usage: RUNS_DIRECTORY FILE.html');

const { runs } = await readCatalogue(runsDirectory);
const rows = await Promise.all(
  MODES.map(async (mode) => {
    const run = runs.find(({ manifest }) => manifest.mode === mode && manifest.status === 'finished');
    if (run === undefined) throw new Error(`no finished run of mode ${mode} in ${runsDirectory}`);
    const step = (await snapshotSteps(run.folder)).at(-1)!;
    const { tensors } = await readTensorFile(run.folder.snapshot(step));
    return row(mode, tensors, run.manifest.layers![0]!.reverseError.full!);
  }),
);
const template = await readFile('build/picture.html', 'utf8');
await writeFile(target, template.replace('<!-- rows -->', rows.join('\n')));

function row(mode: string, tensors: HostTensors, error: number): string {
  const probes = Array.from({ length: PROBES }, (_, i) => {
    const image = (name: string) => tensors[name]!.data.slice(i * PIXELS, (i + 1) * PIXELS);
    return [grey(image('probe/x')), grey(image(`probe/${LAYER}/full`))];
  }).flat();
  return [
    `<tr class="${mode}"><th>${mode === 'rr' ? 'RR' : mode === 'std' ? 'Std' : 'Ort'}<small>error ${error.toFixed(2)}</small></th>`,
    ...probes.map((source) => `<td><img src="${source}"></td>`),
    '<td class="gap"></td>',
    ...vectors(tensors).map(
      ({ source, share }) => `<td><img src="${source}"><small>${(100 * share).toFixed(1)} %</small></td>`,
    ),
    '</tr>',
  ].join('');
}

/** The left singular vectors with the most data energy. */
function vectors(tensors: HostTensors): { source: string; share: number }[] {
  const energy = tensors[`svd/${LAYER}/dataEnergy`]!.data;
  const { data, shape } = tensors[`svd/${LAYER}/u`]!;
  const columns = shape[1]!;
  const order = [...energy.keys()].sort((a, b) => energy[b]! - energy[a]!).slice(0, VECTORS);
  return order.map((column) => {
    const values = Float32Array.from({ length: PIXELS }, (_, i) => data[i * columns + column]!);
    return { source: signed(values), share: energy[column]! };
  });
}

/** 0..255 as grey; values outside are clipped. */
function grey(values: Float32Array): string {
  return png(
    Uint8Array.from(values, (value) => Math.max(0, Math.min(255, value))),
    1,
  );
}

/** Blue below zero, orange above, white at zero, on a scale symmetrical about zero. */
function signed(values: Float32Array): string {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  const colours = Uint8Array.from({ length: PIXELS * 3 }, (_, i) => {
    const value = values[Math.floor(i / 3)]! / largest;
    const end = value < 0 ? [0x21, 0x66, 0xac] : [0xd9, 0x6c, 0x0c];
    return Math.round(255 + (end[i % 3]! - 255) * Math.abs(value));
  });
  return png(colours, 3);
}

function png(data: Uint8Array, channels: 1 | 3): string {
  const bytes = encode({ width: SIDE, height: SIDE, data, channels });
  return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
}
