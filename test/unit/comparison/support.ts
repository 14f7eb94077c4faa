import type { ComparedRun } from '../../../src/comparison/comparedRun';
import type { RunFacts, RunStatus } from '../../../src/messages/dashboardMessages';
import type { FinalValues, LayerValues } from '../../../src/messages/runResults';

export interface RunOptions {
  readonly name?: string;
  readonly mode?: string;
  readonly seed?: number;
  readonly status?: RunStatus;
  readonly step?: number;
  readonly steps?: number;
  readonly created?: string;
  readonly validation?: number;
  /** Put over the config's parts. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly layers?: readonly string[];
  /** Final values; none where null. */
  readonly final?: Partial<FinalValues> | null;
  readonly hidden?: Partial<LayerValues>;
  /** Logged values by name, `step` among them. */
  readonly logged?: Readonly<Record<string, readonly number[]>>;
  readonly error?: string;
}

/** A run of a network with the layers hidden and output, finished unless said otherwise. */
export function comparedRun(options: RunOptions = {}): ComparedRun {
  const { mode = 'rr', seed = 0, status = 'finished', steps = 100, step = steps, final = {} } = options;
  const { name = 'peak', created = '2026-11-21T08:00:00.000Z', validation = 0, logged = {} } = options;
  const id = `${name}-${mode}-s${seed}-${created.slice(0, 19).replace(/\D/g, '')}`;
  const names = options.layers ?? ['hidden', 'output'];
  const facts: RunFacts = {
    ...{ id, name, mode, seed, status, created, steps, step },
    ...{ engine: 'onnx-cpu', device: 'CPU', threads: 2, stepsPerSecond: 250, stepsPerEpoch: 1 },
    data: { kind: 'peak', shape: [28, 28, 1], classNames: ['0', '1'], train: 100, validation, test: 50 },
    layers: names.map((layer) => ({
      ...{ name: layer, type: 'dense', activation: 'relu', inputShape: [4], outputShape: [2] },
      ...{ hasKernel: true, kernelShape: [4, 2], parameters: 10 },
    })),
    regularizers: mode === 'std' ? [] : mode.split('+'),
    warnings: [],
    ...(options.error === undefined ? {} : { error: { message: options.error, step } }),
    config: {
      data: { kind: 'peak', seed: 0 },
      network: { layers: names.map((layer) => ({ type: 'dense', name: layer, units: 2 })) },
      regularization: { mode, rr: { lambda: 1e-6 } },
      training: { seed, epochs: steps },
      ...options.config,
    },
  };
  return {
    key: `/runs/${id}`,
    facts,
    results: {
      configFile: `/configs/${name}.racecar.json`,
      ...(final === null || status !== 'finished'
        ? {}
        : {
            final: finalValues(mode, final),
            layers: names.map((layer) => layerValues(layer, options.hidden)),
          }),
    },
    column: (column) => logged[column],
  };
}

function finalValues(mode: string, change: Partial<FinalValues>): FinalValues {
  const penalties = mode === 'std' ? {} : { [mode]: 0.5 };
  return { loss: 1.2, taskLoss: 0.7, penalties, trainAccuracy: 0.95, testAccuracy: 0.9, ...change };
}

function layerValues(name: string, change: Partial<LayerValues> = {}): LayerValues {
  const values = { stableRank: 2, orthogonalityError: 3, reverseErrorFull: 0.4, reverseErrorLocal: 0.3 };
  const energies = { topDataEnergy: 0.35, capturedEnergy: 0.6, largestSingularValue: 4 };
  return { name, shape: [4, 2], ...values, ...energies, ...(name === 'hidden' ? change : {}) };
}

/** Three seeds of Std, Ort and RR, as a set of peak gives them. */
export function matchedSet(): ComparedRun[] {
  const values: Readonly<Record<string, readonly [number, number][]>> = {
    std: [
      [0.96, 0.994],
      [0.955, 0.998],
      [0.97, 0.991],
    ],
    ort: [
      [0.97, 0.999],
      [0.98, 0.996],
      [0.975, 0.993],
    ],
    rr: [
      [0.98, 0.412],
      [0.97, 0.437],
      [0.99, 0.405],
    ],
  };
  return Object.entries(values).flatMap(([mode, seeds]) =>
    seeds.map(([testAccuracy, reverseErrorFull], seed) =>
      comparedRun({ mode, seed, final: { testAccuracy }, hidden: { reverseErrorFull } }),
    ),
  );
}
