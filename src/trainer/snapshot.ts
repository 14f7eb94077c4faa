import type { LayerPlan } from '../config/networkPlan';
import { sizeOf } from '../config/networkPlan';
import { conditionNumber, effectiveRank, stableRank } from '../diagnostics/spectrum';
import type { Decompositions } from '../decomposition/decompositions';
import type { Svd } from '../diagnostics/svd';
import type { EngineSession } from '../engines/engine';
import type { HostTensor, HostTensors } from '../network/hostTensor';
import type { RunFolder } from '../runs/runFolder';
import { writeTensorFile } from '../runs/tensorFile';
import { probeProgram } from '../training/evaluationPrograms';
import type { Model } from '../training/model';
import type { Program } from '../training/program';
import type { Evaluator } from './evaluation';
import type { PreparedTraining } from './prepare';
import type { ProbeSelection } from './probes';
import { selectProbes } from './probes';

/** The SVD of a layer's kernel beside its training data. */
export interface LayerSpectrum {
  readonly layer: LayerPlan;
  readonly svd: Svd;
  /** ||X u_j||^2 / ||X||_F^2 for each singular direction. */
  readonly dataEnergy: Float64Array;
}

/** Kernels with more directions than this keep only their most telling ones in a snapshot. */
const ALL_DIRECTIONS = 256;
const DIRECTIONS_BY_SIGMA = 32;
const DIRECTIONS_BY_ENERGY = 32;

/** Takes snapshots of a training: weights, the probes' states, and the SVD of every kernel. */
export class Snapshots {
  private readonly probes: ProbeSelection;
  private readonly probesOf: Program;

  constructor(
    private readonly training: PreparedTraining,
    private readonly session: EngineSession,
    private readonly evaluator: Evaluator,
    private readonly decompositions: Pick<Decompositions, 'svd'>,
  ) {
    const { dataset, config, model } = training;
    this.probes = selectProbes(dataset, evaluator.firstChunk(), config.training.probes);
    this.probesOf = probeProgram(model, this.probes.count);
  }

  /** The SVDs of a state's kernels, computed in a thread of their own; see `kernelSvds`. */
  svdsOf(state: HostTensors): Promise<readonly Svd[]> {
    return kernelSvds(this.training.model, state, this.decompositions);
  }

  /** The SVDs of the kernels of the state as it is, with the data energy along their directions. */
  async spectra(state: HostTensors, svds: readonly Svd[]): Promise<LayerSpectrum[]> {
    const layers = kernelLayers(this.training.model);
    const directions = layers.map((layer, index): [string, HostTensor] => [
      layer.name,
      asKernel(svds[index]!, state[`${layer.name}/kernel`]!),
    ]);
    const energies = await this.evaluator.dataEnergy(Object.fromEntries(directions));
    return layers.map((layer, index) => ({ layer, svd: svds[index]!, dataEnergy: energies[layer.name]! }));
  }

  async write(
    run: RunFolder,
    step: number,
    state: HostTensors,
    spectra: readonly LayerSpectrum[],
  ): Promise<void> {
    const { model } = this.training;
    const weights = Object.fromEntries(model.weightNames.map((name) => [name, state[name]!]));
    const tensors = { ...weights, ...(await this.probeTensors()), ...svdTensors(spectra) };
    await writeTensorFile(run.snapshot(step), tensors, {
      step: String(step),
      probeIndices: [...this.probes.indices].join(' '),
      probeLabels: [...this.probes.labels].join(' '),
    });
  }

  private async probeTensors(): Promise<HostTensors> {
    const { x, y } = this.evaluator.batch(this.training.dataset.train, this.probes.chunk);
    const outputs = await this.session.run(this.probesOf, { x, y });
    const size = sizeOf(x.shape.slice(1)) * this.probes.count;
    const probe = { shape: [this.probes.count, ...x.shape.slice(1)], data: x.data.slice(0, size) };
    const named = Object.entries(outputs).map(([name, value]) => [`probe/${name}`, value]);
    return { 'probe/x': probe, ...Object.fromEntries(named) };
  }
}

/**
 * The SVDs of a state's kernels, [in, out] or [kh * kw * in, out], in the order of the layers that have one. They may be
 * awaited later: until then a failure is no unhandled one.
 */
export function kernelSvds(
  model: Model,
  state: HostTensors,
  decompositions: Pick<Decompositions, 'svd'>,
): Promise<readonly Svd[]> {
  const svds = Promise.all(
    kernelLayers(model).map(({ name }) => {
      const { shape, data } = state[`${name}/kernel`]!;
      const columns = shape.at(-1)!;
      return decompositions.svd({ values: data, rows: data.length / columns, columns });
    }),
  );
  svds.catch(() => undefined);
  return svds;
}

/** SVDs that are under way before they are asked for. They are given once, and not held any longer: they may be large. */
export class EarlySvds {
  constructor(private svds: Promise<readonly Svd[]> | undefined) {}

  take(): Promise<readonly Svd[]> | undefined {
    const { svds } = this;
    this.svds = undefined;
    return svds;
  }
}

function kernelLayers({ plan }: Model): LayerPlan[] {
  return plan.layers.filter((layer) => layer.hasKernel);
}

/** What of a spectrum goes into a line of metrics.jsonl. */
export function spectrumMetrics({ svd, dataEnergy }: LayerSpectrum) {
  const condition = conditionNumber(svd.s);
  return {
    stableRank: stableRank(svd.s),
    effectiveRank: effectiveRank(svd.s),
    conditionNumber: Number.isFinite(condition) ? condition : null,
    topDataEnergy: dataEnergy.reduce((largest, share) => Math.max(largest, share), 0),
  };
}

/** U [rows, k] in the shape of the kernel, with a direction in place of each output. */
function asKernel({ u, s }: Svd, kernel: HostTensor): HostTensor {
  return { shape: [...kernel.shape.slice(0, -1), s.length], data: Float32Array.from(u) };
}

function svdTensors(spectra: readonly LayerSpectrum[]): HostTensors {
  const tensors: Record<string, HostTensor> = {};
  for (const { layer, svd, dataEnergy } of spectra) {
    const { s, u, v, rows, columns } = svd;
    const count = s.length;
    const directions = keptDirections(dataEnergy);
    const name = `svd/${layer.name}`;
    tensors[`${name}/s`] = { shape: [count], data: Float32Array.from(s) };
    tensors[`${name}/dataEnergy`] = { shape: [count], data: Float32Array.from(dataEnergy) };
    tensors[`${name}/u`] = pickColumns(u, rows, count, directions);
    tensors[`${name}/v`] = pickColumns(v, columns, count, directions);
    if (directions.length < count) {
      tensors[`${name}/index`] = { shape: [directions.length], data: Float32Array.from(directions) };
    }
  }
  return tensors;
}

/** All directions of a small kernel; of a large one those with the largest sigma and those with the most data energy. */
export function keptDirections(dataEnergy: Float64Array): number[] {
  const all = Array.from(dataEnergy, (_, index) => index);
  if (all.length <= ALL_DIRECTIONS) return all;
  const byEnergy = [...all].sort((a, b) => dataEnergy[b]! - dataEnergy[a]! || a - b);
  const kept = new Set([...all.slice(0, DIRECTIONS_BY_SIGMA), ...byEnergy.slice(0, DIRECTIONS_BY_ENERGY)]);
  return [...kept].sort((a, b) => a - b);
}

function pickColumns(
  matrix: Float64Array,
  rows: number,
  columns: number,
  picked: readonly number[],
): HostTensor {
  const data = new Float32Array(rows * picked.length);
  for (let row = 0; row < rows; row++) {
    for (const [to, from] of picked.entries()) data[row * picked.length + to] = matrix[row * columns + from]!;
  }
  return { shape: [rows, picked.length], data };
}
