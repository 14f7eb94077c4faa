import type { Split } from '../data/dataset';
import type { EngineSession } from '../engines/engine';
import { sizeOf } from '../config/networkPlan';
import type { HostTensors } from '../network/hostTensor';
import {
  accuracyProgram,
  dataEnergyProgram,
  evaluatedLossProgram,
  reverseErrorProgram,
} from '../training/evaluationPrograms';
import { drawsOfStep } from '../training/model';
import type { Program } from '../training/program';
import type { BatchTensors } from '../training/sampleTensors';
import { batchTensors, evenChunks } from '../training/sampleTensors';
import type { PreparedTraining } from './prepare';

/** ||r - h||^2 / ||h||^2 of each layer with a kernel, by its name. */
export type ReverseErrors = Readonly<Record<string, { readonly full: number; readonly local: number }>>;

/** Values held at once by a pass over the whole network; a forward and reverse pass keep about four of each. */
const VALUES_AT_ONCE = 2 ** 24;

/** Values of a split that are kept as tensors: 32 MB. */
const VALUES_KEPT = 2 ** 23;

/** Measures a training's state on whole splits. The programs are made once, so that an engine can keep them. */
export class Evaluator {
  private readonly accuracyOf: Program;
  private readonly lossOf: Program;
  private readonly reverseErrorOf: Program;
  private readonly energyOf: Program;
  private readonly units: number;
  private readonly largestChunk: number;
  private readonly kept = new Map<Split, readonly BatchTensors[]>();

  constructor(
    private readonly training: PreparedTraining,
    private readonly session: EngineSession,
  ) {
    const { model } = training;
    this.accuracyOf = accuracyProgram(model);
    this.lossOf = evaluatedLossProgram(model);
    this.reverseErrorOf = reverseErrorProgram(model, model.statisticsAtTest);
    this.energyOf = dataEnergyProgram(model);
    this.units = outputUnits(training);
    const valuesPerSample = model.plan.layers.reduce(
      (sum, layer) => sum + sizeOf(layer.outputShape),
      sizeOf(model.plan.inputShape),
    );
    this.largestChunk = Math.max(1, Math.floor(VALUES_AT_ONCE / valuesPerSample));
  }

  /** Share of a split's samples that are classified rightly. */
  async accuracy(split: Split): Promise<number> {
    const { correct } = await this.sum(this.accuracyOf, split);
    return correct![0]! / split.count;
  }

  /**
   * The parts of the loss over a whole split, as evaluation sees the network. It runs over batches of the training's
   * size, each weighed by its samples, since a penalty may be a sum over the batch.
   */
  async loss(split: Split, step: number): Promise<Record<string, number>> {
    const { config, model } = this.training;
    const draws = drawsOfStep(model, step);
    const total: Record<string, number> = {};
    for (const indices of sequentialBatches(split.count, config.training.batchSize)) {
      const outputs = await this.session.run(this.lossOf, { ...this.batch(split, indices), ...draws });
      for (const [name, { data }] of Object.entries(outputs)) {
        total[name] = (total[name] ?? 0) + (data[0]! * indices.length) / split.count;
      }
    }
    return total;
  }

  /**
   * How well the reverse passes rebuild the layers' inputs over a split.
   * @param beforeChunk what it throws ends the evaluation
   */
  async reverseErrors(split: Split, beforeChunk?: () => Promise<void>): Promise<ReverseErrors> {
    return reverseErrorsOf(await this.sum(this.reverseErrorOf, split, {}, beforeChunk));
  }

  /**
   * Share of the energy of each layer's training inputs along given directions.
   * @param directions by layer, in the shape of the kernel with one output a direction
   * @returns by layer, one share a direction: ||X u_j||^2 / ||X||_F^2
   */
  async dataEnergy(directions: HostTensors): Promise<Record<string, Float64Array>> {
    const inputs = Object.fromEntries(
      Object.entries(directions).map(([layer, tensor]) => [`directions/${layer}`, tensor]),
    );
    const sums = await this.sum(this.energyOf, this.training.dataset.train, inputs);
    return Object.fromEntries(
      Object.keys(directions).map((layer) => {
        const total = sums[`${layer}/total`]![0]!;
        return [layer, sums[`${layer}/energy`]!.map((energy) => (total === 0 ? 0 : energy / total))];
      }),
    );
  }

  batch(split: Split, indices: ArrayLike<number>): BatchTensors {
    return batchTensors(this.training.dataset, split, indices, this.units);
  }

  /** The samples of a split in the parts that one pass over the network takes at once. */
  chunksOf(split: Split): Uint32Array[] {
    return evenChunks(split.count, this.largestChunk);
  }

  /** The samples of the training split that one pass over the network takes at once, from the first. */
  firstChunk(): Uint32Array {
    return this.chunksOf(this.training.dataset.train)[0]!;
  }

  /** A split cut into what one pass takes at once. A small split is kept as tensors, since it is evaluated often. */
  private *chunks(split: Split): Generator<BatchTensors> {
    const kept = this.kept.get(split);
    if (kept !== undefined) return yield* kept;
    const made: BatchTensors[] = [];
    const isSmall = split.count * sizeOf(this.training.model.plan.inputShape) <= VALUES_KEPT;
    for (const indices of this.chunksOf(split)) {
      const chunk = this.batch(split, indices);
      if (isSmall) made.push(chunk);
      yield chunk;
    }
    if (isSmall) this.kept.set(split, made);
    return undefined;
  }

  /** The outputs of a program over a whole split, added up in float64. */
  private async sum(
    program: Program,
    split: Split,
    inputs: HostTensors = {},
    beforeChunk?: () => Promise<void>,
  ): Promise<Record<string, Float64Array>> {
    const sums: Record<string, Float64Array> = {};
    for (const chunk of this.chunks(split)) {
      await beforeChunk?.();
      const outputs = await this.session.run(program, { ...chunk, ...inputs });
      for (const [name, { data }] of Object.entries(outputs)) {
        const sum = (sums[name] ??= new Float64Array(data.length));
        for (let i = 0; i < data.length; i++) sum[i]! += data[i]!;
      }
    }
    return sums;
  }
}

/** @param sums `<layer>/full`, `<layer>/local` and `<layer>/target`, one number each */
export function reverseErrorsOf(sums: Readonly<Record<string, ArrayLike<number>>>): ReverseErrors {
  const layers = Object.keys(sums)
    .filter((name) => name.endsWith('/target'))
    .map((name) => name.slice(0, -'/target'.length));
  return Object.fromEntries(
    layers.map((layer) => {
      const relative = (kind: string) => sums[`${layer}/${kind}`]![0]! / sums[`${layer}/target`]![0]!;
      return [layer, { full: relative('full'), local: relative('local') }];
    }),
  );
}

export function outputUnits({ model }: Pick<PreparedTraining, 'model'>): number {
  return model.plan.layers.at(-1)!.outputShape[0]!;
}

function sequentialBatches(count: number, size: number): Uint32Array[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, batch) =>
    Uint32Array.from({ length: Math.min(size, count - batch * size) }, (_, i) => batch * size + i),
  );
}
