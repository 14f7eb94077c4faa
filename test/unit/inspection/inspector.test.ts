import { afterAll, describe, expect, it, vi } from 'vitest';
import { inEnglish } from '../../../src/diagnostics/findings/finding';
import { Inspector } from '../../../src/inspection/inspector';
import type {
  InspectorProgress,
  InspectorRequests,
  InspectorRequestType,
  InspectorResults,
  LayerMetricsRow,
} from '../../../src/messages/inspectorMessages';
import { Random } from '../../../src/random/random';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import { fixture, temporaryFolder } from '../checkpoints/support';
import { idxBytes } from '../data/idxBytes';
import { plainAlgebra } from './support';

const algebra = plainAlgebra();
const inspector = new Inspector(algebra, '');
const folder = temporaryFolder();
afterAll(() => inspector.close());

let requests = 0;
function ask<Type extends InspectorRequestType>(
  type: Type,
  request: InspectorRequests[Type],
  listener: { signal?: AbortSignal; partials?: unknown[]; progress?: InspectorProgress[] } = {},
): Promise<InspectorResults[Type]> {
  const question = { type, id: ++requests, ...request } as unknown as Parameters<Inspector['answer']>[0];
  return inspector.answer(question, {
    signal: listener.signal ?? new AbortController().signal,
    onPartial: (partial) => listener.partials?.push(partial),
    onProgress: (progress) => listener.progress?.push(progress),
  }) as Promise<InspectorResults[Type]>;
}

const open = (file: string) => ask('open', { source: { kind: 'file', file } });

function randomMatrix(rows: number, columns: number): Float32Array {
  const random = new Random(5, 'inspector', `${rows}x${columns}`);
  return Float32Array.from({ length: rows * columns }, () => random.normal(0, 1 / Math.sqrt(rows)));
}

describe('opening a checkpoint', () => {
  it('tells tensors and layers without computing anything', async () => {
    const opened = await open(fixture('state_dict.pt'));
    expect(opened).toMatchObject({ title: 'state_dict.pt', format: 'PyTorch' });
    expect(opened.layers[0]).toEqual({
      name: 'fc1',
      tensor: 'fc1.weight',
      shape: [3, 4],
      kind: 'dense',
      rows: 4,
      columns: 3,
      layout: '[out, in]',
      note: 'shown transposed: taken as [out, in], as PyTorch stores it',
      parameters: 12,
      dtype: 'f32',
    });
    expect(opened.layers[1]).toMatchObject({ name: 'conv', kind: 'conv', inputShape: [2, 2, 3] });
    expect(structuredClone(opened)).toEqual(opened);
  });

  it('says what is wrong with one', async () => {
    await expect(open(folder.write('bad.npz', 'PK\x03\x04 nothing'))).rejects.toThrow(
      'no directory at its end',
    );
  });
});

describe('metrics', () => {
  const kernel = { shape: [90, 60], data: randomMatrix(90, 60) };

  it('come layer by layer, with a summary at the end', async () => {
    const file = folder.write(
      'two.safetensors',
      encodeSafetensors({
        'a/kernel': kernel,
        'a/bias': { shape: [60], data: new Float32Array(60) },
        'b/kernel': { shape: [60, 4], data: randomMatrix(60, 4) },
      }),
    );
    const { inspection } = await open(file);
    const partials: unknown[] = [];
    const { rows, summary } = await ask('metrics', { inspection }, { partials });
    expect(partials).toEqual(rows);
    expect(rows.map(({ layer }) => layer)).toEqual(['a', 'b']);
    const [a] = rows as [LayerMetricsRow];
    const squares = kernel.data.reduce((sum, value) => sum + value * value, 0);
    expect(a.metrics.norm).toBeCloseTo(Math.sqrt(squares), 5);
    expect(a.metrics.mutualCoherence).toBeGreaterThan(0.1);
    expect(a.metrics.mutualCoherence).toBeLessThan(0.6);
    expect(a.powerLaw).toMatchObject({ eigenvalues: 60, reliable: true });
    expect(summary.counts.unknown + summary.counts.good + summary.counts.watch + summary.counts.bad).toBe(2);
    expect(inEnglish(summary.finding)).toMatch(/of 2 layers good/);
  });

  it.each([
    ['NaN', [NaN, NaN], /^It holds NaN in 2 of 16 values, the first in row 1, column 2/],
    ['infinities', [-Infinity, 1], /^It holds infinities in 1 of 16 values/],
    ['both', [Infinity, NaN], /^It holds NaN in 1 and infinities in 1 of 16 values/],
  ])('of a layer that holds %s say so, call it bad, and the others come', async (_, values, reason) => {
    const broken = { shape: [4, 4], data: new Float32Array(16).fill(1) };
    broken.data.set(values, 6);
    const file = folder.write(
      'nan.safetensors',
      encodeSafetensors({ 'a/kernel': broken, 'b/kernel': kernel }),
    );
    const { inspection } = await open(file);
    const { rows, summary } = await ask('metrics', { inspection });
    expect(rows[0]).toMatchObject({ state: { level: 'bad' }, error: expect.stringMatching(reason) });
    expect(inEnglish(rows[0]!.state.reason)).toBe(rows[0]!.error);
    expect(rows[1]!.error).toBeUndefined();
    expect(summary).toMatchObject({ counts: { bad: 1 }, metrics: { sumLogNorms: null } });
    expect(inEnglish(summary.finding)).toContain('Look at a first.');
    await expect(
      ask('details', { inspection, layer: 'a', vectors: { count: 1, by: 'sigma' } }),
    ).rejects.toThrow(rows[0]!.error);
  });

  it('are given up when they are cancelled', async () => {
    const { inspection } = await open(fixture('state_dict.pt'));
    await expect(ask('metrics', { inspection }, { signal: AbortSignal.abort('enough') })).rejects.toBe(
      'enough',
    );
  });
});

describe('details of a layer', () => {
  it('hold its spectrum, its directions and a picture of its Gram matrix', async () => {
    const data = randomMatrix(12, 5);
    const file = folder.write(
      'details.safetensors',
      encodeSafetensors({ 'a/kernel': { shape: [12, 5], data } }),
    );
    const { inspection } = await open(file);
    const details = await ask('details', {
      inspection,
      layer: 'a',
      vectors: { count: 3, by: 'sigma' },
      gramSize: 2,
    });
    expect(details.exact).toBe(true);
    expect(details.singularValues).toHaveLength(5);
    expect(details.vectors.map(({ index }) => index)).toEqual([0, 1, 2]);
    const [{ sigma, input, output }] = details.vectors as [(typeof details.vectors)[number]];
    expect(sigma).toBe(details.singularValues[0]);
    // W v = sigma u
    for (let row = 0; row < 12; row++) {
      const product = output.reduce((sum, value, column) => sum + value * data[row * 5 + column]!, 0);
      expect(product).toBeCloseTo(sigma * input[row]!, 5);
    }
    expect(details.gram).toMatchObject({ size: 2, cell: 3, of: 'WᵀW', side: 5 });
    expect(details.marchenkoPasturSigma! ** 2).toBeCloseTo(details.row.metrics.marchenkoPasturEdge!, 10);
  });

  it('of a layer that is not there name those that are', async () => {
    const { inspection } = await open(fixture('legacy.pth'));
    const request = { inspection, layer: 'fc9', vectors: { count: 1, by: 'sigma' } } as const;
    await expect(ask('details', request)).rejects.toThrow('There is no layer "fc9".');
  });
});

it('a tensor’s statistics leave out what is not finite', async () => {
  const data = Float32Array.of(1, 3, NaN, 0, Infinity, 4);
  const file = folder.write('t.safetensors', encodeSafetensors({ t: { shape: [6], data } }));
  const { inspection } = await open(file);
  expect(await ask('tensor', { inspection, tensor: 't' })).toMatchObject({
    min: 0,
    max: 4,
    mean: 2,
    zeros: 1,
    notFinite: 2,
    step: 1,
    standardDeviation: Math.sqrt(2.5),
  });
});

describe('with data', () => {
  const config = (names?: Record<string, string>) =>
    JSON.stringify({
      data: { kind: 'idx' },
      network: {
        input: [6, 6, 1],
        layers: [
          { type: 'flatten' },
          { type: 'dense', name: 'hidden', units: 6, activation: 'relu' },
          { type: 'dense', name: 'output', units: 2 },
        ],
      },
      training: { ...(names === undefined ? {} : { init: { weights: 'none.pt', names } }) },
    });
  const images = (count: number) => {
    const random = new Random(count, 'images');
    return idxBytes(
      8,
      [count, 6, 6],
      Array.from({ length: count * 36 }, () => Math.floor(random.uniform(0, 256))),
    );
  };
  const labels = (count: number) =>
    idxBytes(
      8,
      [count],
      Array.from({ length: count }, (_, i) => i % 2),
    );
  folder.write('train-images-idx3-ubyte', images(20));
  folder.write('train-labels-idx1-ubyte', labels(20));
  folder.write('t10k-images-idx3-ubyte', images(4));
  folder.write('t10k-labels-idx1-ubyte', labels(4));
  const hidden = randomMatrix(36, 6);
  const output = randomMatrix(6, 2);
  const bias = new Float32Array(6).fill(0.1);

  const transposed = (data: Float32Array, rows: number, columns: number) => ({
    shape: [columns, rows],
    data: Float32Array.from(
      { length: data.length },
      (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!,
    ),
  });

  it('a checkpoint of the config’s layers gets data energies and reverse errors, under its own names too', async () => {
    const ours = folder.write(
      'ours.safetensors',
      encodeSafetensors({
        'hidden/kernel': { shape: [36, 6], data: hidden },
        'hidden/bias': { shape: [6], data: bias },
        'output/kernel': { shape: [6, 2], data: output },
      }),
    );
    const theirs = folder.write(
      'theirs.safetensors',
      encodeSafetensors(
        {
          'fc1.weight': transposed(hidden, 36, 6),
          'fc1.bias': { shape: [6], data: bias },
          'fc2.weight': transposed(output, 6, 2),
        },
        { format: 'pt' },
      ),
    );
    const plain = folder.write('plain.racecar.json', config());
    const named = folder.write('named.racecar.json', config({ hidden: 'fc1', output: 'fc2' }));
    const a = await open(ours);
    const b = await open(theirs);
    const [ofOurs, ofTheirs] = [
      await ask('data', { inspection: a.inspection, config: plain }),
      await ask('data', { inspection: b.inspection, config: named }),
    ];
    expect(ofOurs).toMatchObject({ title: 'plain (idx), 20 training samples', samples: 20 });
    expect(Object.keys(ofTheirs.layers)).toEqual(['fc1', 'fc2']);
    for (const [mine, other] of [
      ['hidden', 'fc1'],
      ['output', 'fc2'],
    ] as const) {
      const [x, y] = [ofOurs.layers[mine]!, ofTheirs.layers[other]!];
      expect(y.dataCapture).toBeCloseTo(x.dataCapture, 5);
      expect(y.reverseError!.full).toBeCloseTo(x.reverseError!.full!, 4);
      expect(x.dataCapture).toBeGreaterThan(0);
      expect(x.dataCapture).toBeLessThanOrEqual(x.pcaCeiling + 1e-6);
      for (const cosine of x.principalCosines) expect(cosine).toBeLessThanOrEqual(1);
    }
    const row = (await ask('metrics', { inspection: b.inspection })).rows[0]!;
    expect(row.metrics.dataCapture).toBeCloseTo(ofTheirs.layers['fc1']!.dataCapture, 10);
    expect(row.metrics.reverseErrorFull).toBe(ofTheirs.layers['fc1']!.reverseError!.full);
    const request = {
      inspection: b.inspection,
      layer: 'fc1',
      vectors: { count: 6, by: 'dataEnergy' },
    } as const;
    const { vectors, dataEnergy } = await ask('details', request);
    expect([...dataEnergy!].reduce((sum, share) => sum + share, 0)).toBeCloseTo(row.metrics.dataCapture!, 6);
    const energies = vectors.map((vector) => vector.dataEnergy!);
    expect(energies).toEqual([...energies].sort((x, y) => y - x));
  });

  it('a kernel behind a flattened image has the numbers of the same network in Racecar, in the order of its own inputs', async () => {
    const layers = [
      { type: 'conv2d', name: 'edges', filters: 3, kernelSize: 2, useBias: false, activation: 'relu' },
      { type: 'flatten' },
      { type: 'dense', name: 'fc', units: 4, useBias: false },
    ];
    const flattened = folder.write(
      'flattened.racecar.json',
      JSON.stringify({ data: { kind: 'idx' }, network: { input: [6, 6, 1], layers } }),
    );
    const edges = randomMatrix(4, 3);
    const fc = randomMatrix(75, 4);
    const permuted = (data: Float32Array, from: (index: number) => number) =>
      Float32Array.from({ length: data.length }, (_, i) => data[from(i)]!);
    const ours = await open(
      folder.write(
        'ours.safetensors',
        encodeSafetensors({
          'edges/kernel': { shape: [2, 2, 1, 3], data: edges },
          'fc/kernel': { shape: [75, 4], data: fc },
        }),
      ),
    );
    // [out, in, kh, kw]; and [out, in] with the 5 x 5 x 3 inputs as [channel, y, x].
    const theirs = await open(
      folder.write(
        'theirs.safetensors',
        encodeSafetensors({
          'module.edges.weight': {
            shape: [3, 1, 2, 2],
            data: permuted(edges, (i) => (i % 4) * 3 + Math.floor(i / 4)),
          },
          'module.fc.weight': {
            shape: [4, 75],
            data: permuted(fc, (i) => {
              const [output, input] = [Math.floor(i / 75), i % 75];
              return ((input % 25) * 3 + Math.floor(input / 25)) * 4 + output;
            }),
          },
        }),
      ),
    );
    const mine = await ask('data', { inspection: ours.inspection, config: flattened });
    const other = await ask('data', { inspection: theirs.inspection, config: flattened });
    expect(mine.notes).toEqual([]);
    expect(other.notes).toEqual([
      'Found under other names: edges is module.edges, fc is module.fc',
      'fc: inputs reordered from channels first, as PyTorch flattens images',
    ]);
    for (const layer of ['edges', 'fc']) {
      const [x, y] = [mine.layers[layer]!, other.layers[`module.${layer}`]!];
      expect(y.dataCapture).toBeCloseTo(x.dataCapture, 5);
      expect(y.reverseError!.full).toBeCloseTo(x.reverseError!.full!, 5);
      y.principalCosines.forEach((cosine, i) => expect(cosine).toBeCloseTo(x.principalCosines[i]!, 4));
    }
    const vectors = { count: 4, by: 'sigma' } as const;
    const x = await ask('details', { inspection: ours.inspection, layer: 'fc', vectors });
    const y = await ask('details', { inspection: theirs.inspection, layer: 'module.fc', vectors });
    y.dataEnergy!.forEach((energy, i) => expect(energy).toBeCloseTo(x.dataEnergy![i]!, 5));
  });

  it('another network’s first layer is measured on the samples as they are, and that is said', async () => {
    const other = folder.write(
      'other.safetensors',
      encodeSafetensors({ 'in/kernel': { shape: [36, 6], data: hidden } }),
    );
    const plain = folder.write('plain.racecar.json', config());
    const { inspection } = await open(other);
    const data = await ask('data', { inspection, config: plain });
    expect(Object.keys(data.layers)).toEqual(['in']);
    expect(data.layers['in']!.reverseError).toBeUndefined();
    expect(data.notes.join(' ')).toMatch(
      /no hidden\/kernel.*in is taken for the layer that sees the samples/s,
    );
  });

  it('of a config that cannot be had leave none: the numbers are of no data then', async () => {
    const file = folder.write(
      'in.safetensors',
      encodeSafetensors({ 'in/kernel': { shape: [36, 6], data: hidden } }),
    );
    const plain = folder.write('plain.racecar.json', config());
    const broken = folder.write('broken.racecar.json', '{}');
    const { inspection } = await open(file);
    await ask('data', { inspection, config: plain });
    const capture = async () => (await ask('metrics', { inspection })).rows[0]!.metrics.dataCapture;
    expect(await capture()).toBeGreaterThan(0);
    await expect(ask('data', { inspection, config: broken })).rejects.toThrow();
    expect(await capture()).toBeUndefined();
  });

  it('that were asked for last are taken, and given up ones are not', async () => {
    const file = folder.write(
      'in.safetensors',
      encodeSafetensors({ 'in/kernel': { shape: [36, 6], data: hidden } }),
    );
    const [first, last] = ['first', 'last'].map((name) => folder.write(`${name}.racecar.json`, config()));
    const { inspection } = await open(file);
    const [slow, fast] = await Promise.allSettled([
      ask('data', { inspection, config: first! }),
      ask('data', { inspection, config: last! }),
    ]);
    expect(slow).toMatchObject({ status: 'rejected' });
    expect(fast).toMatchObject({ status: 'fulfilled', value: { title: 'last (idx), 20 training samples' } });
  });

  it('given up while the layers are measured leave nothing behind', async () => {
    const file = folder.write(
      'in.safetensors',
      encodeSafetensors({ 'in/kernel': { shape: [36, 6], data: hidden } }),
    );
    const plain = folder.write('plain.racecar.json', config());
    const { inspection } = await open(file);
    const controller = new AbortController();
    const decompose = algebra.svd.bind(algebra);
    const spied = vi.spyOn(algebra, 'svd').mockImplementation((matrix, options) => {
      // The kernel's, once the data are there.
      if (matrix.columns === 6) controller.abort('enough');
      return decompose(matrix, { ...options, signal: undefined });
    });
    const bringing = ask('data', { inspection, config: plain }, { signal: controller.signal });
    await expect(bringing).rejects.toBe('enough');
    spied.mockRestore();
    expect((await ask('metrics', { inspection })).rows[0]!.metrics.dataCapture).toBeUndefined();
  });

  it('a file without a config, and one that takes no sample, say what to do', async () => {
    const none = await open(fixture('matrix.npy'));
    await expect(ask('data', { inspection: none.inspection })).rejects.toThrow(
      'No data are known for a file.',
    );
    const plain = folder.write('plain.racecar.json', config());
    await expect(ask('data', { inspection: none.inspection, config: plain })).rejects.toThrow(
      'No layer takes the 36 values of a sample (6 x 6 x 1).',
    );
  });
});

it('a closed inspection says so', async () => {
  const { inspection } = await open(fixture('matrix.npy'));
  await ask('close', { inspection });
  await expect(ask('metrics', { inspection })).rejects.toThrow('has been closed');
});
