import type {
  HeaderReply,
  LayerFacts,
  MetricsBlock,
  RunFacts,
  RunUpdate,
  TensorData,
} from '../../src/messages/dashboardMessages';
import { LAYER_METRICS, layerColumn, penaltyColumn } from '../../src/messages/dashboardMessages';
import type { Scene } from '../dashboardScene';

const SIDE = 28;
const UNITS = 64;
const PROBES = 16;
const CLASSES = 10;

/** A run of a deep dense network on images, made up. */
export function madeUpRun(scene: Scene, index: number): RunUpdate {
  return {
    key: `/runs/${index}`,
    facts: factsOf(scene, index),
    metrics: metricsOf(scene),
    snapshots: snapshotsOf(scene),
    trouble: null,
  };
}

function snapshotsOf({ points, snapshots }: Scene): number[] {
  return Array.from({ length: snapshots }, (_, i) =>
    Math.round((i * (points - 1)) / Math.max(1, snapshots - 1)),
  );
}

function layersOf({ layers }: Scene): LayerFacts[] {
  const flatten = { type: 'flatten', activation: 'linear', hasKernel: false, parameters: 0 };
  const image = [SIDE, SIDE, 1];
  const dense = Array.from({ length: layers }, (_, i): LayerFacts => {
    const inputs = i === 0 ? SIDE * SIDE : UNITS;
    return {
      name: `dense${i + 1}`,
      type: 'dense',
      activation: 'relu',
      inputShape: [inputs],
      outputShape: [UNITS],
      hasKernel: true,
      kernelShape: [inputs, UNITS],
      parameters: (inputs + 1) * UNITS,
    };
  });
  return [{ ...flatten, name: 'flatten', inputShape: image, outputShape: [SIDE * SIDE] }, ...dense];
}

function factsOf(scene: Scene, seed: number): RunFacts {
  const count = { train: 1000, validation: 0, test: 1000 };
  const classNames = Array.from({ length: CLASSES }, (_, i) => String(i));
  return {
    id: `run${seed}`,
    name: 'deep',
    mode: 'rr',
    seed,
    engine: 'onnx-cpu',
    device: 'CPU',
    status: 'finished',
    created: '2026-01-01T00:00:00Z',
    steps: scene.points - 1,
    step: scene.points - 1,
    stepsPerSecond: 500,
    stepsPerEpoch: 10,
    data: { kind: 'digits', shape: [SIDE, SIDE, 1], classNames, ...count },
    layers: layersOf(scene),
    regularizers: ['rr'],
    warnings: [],
    config: {},
  };
}

function metricsOf(scene: Scene): MetricsBlock {
  const { points } = scene;
  const decay = (step: number) => Math.exp(-step / (points / 5)) * (1 + 0.1 * Math.sin(step * 12.9898));
  const dense: Readonly<Record<string, (step: number) => number>> = {
    step: (step) => step,
    epoch: (step) => step / 10,
    seconds: (step) => step / 500,
    loss: (step) => 3 * decay(step) + 0.1,
    taskLoss: (step) => 2 * decay(step) + 0.05,
    [penaltyColumn('rr')]: (step) => decay(step) + 0.05,
    learningRate: () => 1e-4,
    trainAccuracy: (step) => 1 - 0.9 * decay(step),
    testAccuracy: (step) => 0.95 - 0.9 * decay(step),
  };
  const names = Object.keys(dense);
  const values = new Float64Array(names.length * points);
  names.forEach((name, i) => {
    for (let row = 0; row < points; row++) values[i * points + row] = dense[name]!(row);
  });
  const snapshots = snapshotsOf(scene);
  const layerNames = Array.from({ length: scene.layers }, (_, i) => `dense${i + 1}`);
  const columns = layerNames.flatMap((layer) => LAYER_METRICS.map((metric) => layerColumn(layer, metric)));
  const rows = Uint32Array.from(
    { length: columns.length * snapshots.length },
    (_, i) => snapshots[i % snapshots.length]!,
  );
  const measured = Float64Array.from(rows, (row, i) => 0.01 + decay(row) * (1 + (i % 7)));
  const counts = columns.map(() => snapshots.length);
  const sparse = { names: columns, counts, rows: rows.buffer, values: measured.buffer };
  return { from: 0, rows: points, names, values: values.buffer, sparse };
}

/** What a snapshot holds. */
export function headerOf(scene: Scene, step: number): HeaderReply {
  const { classes, indices } = probesOf();
  const shapes: Record<string, readonly number[]> = { 'probe/x': [PROBES, SIDE, SIDE, 1] };
  for (const { name, hasKernel, inputShape, outputShape } of layersOf(scene)) {
    shapes[`probe/${name}/activation`] = [PROBES, ...outputShape];
    if (!hasKernel) continue;
    for (const kind of ['full', 'local']) shapes[`probe/${name}/${kind}`] = [PROBES, ...inputShape];
    shapes[`svd/${name}/s`] = shapes[`svd/${name}/dataEnergy`] = [UNITS];
    shapes[`svd/${name}/u`] = [inputShape[0]!, UNITS];
    shapes[`svd/${name}/v`] = [UNITS, UNITS];
  }
  return { shapes, metadata: { step: String(step), probeIndices: indices, probeLabels: classes } };
}

function probesOf() {
  const numbers = Array.from({ length: PROBES }, (_, i) => i);
  return { indices: numbers.join(' '), classes: numbers.map((i) => i % CLASSES).join(' ') };
}

/** A tensor of a snapshot: numbers that change with the step. */
export function tensorOf(shape: readonly number[], name: string, step: number): TensorData {
  const size = shape.reduce((product, each) => product * each, 1);
  const seed = [...name].reduce((sum, character) => sum + character.charCodeAt(0), step);
  const isSpectrum = name.endsWith('/s') || name.endsWith('/dataEnergy');
  const values = Float32Array.from({ length: size }, (_, i) =>
    isSpectrum ? 1 / (i + 1) : Math.sin((i + 1) * 0.37 + seed) / Math.sqrt(shape[0]!),
  );
  return { shape, values: values.buffer };
}
