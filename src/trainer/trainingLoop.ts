import { UserError } from '../config/userError';
import { stepsPerEpoch } from '../config/resolve';
import { sampleSize } from '../data/dataset';
import type { EngineSession } from '../engines/engine';
import type { HostTensors } from '../network/hostTensor';
import type { RunLock } from '../runs/lock';
import type { MetricsLine, MetricsWriter } from '../runs/metrics';
import { thinSnapshots } from '../runs/snapshots';
import { BatchPlan } from '../training/batches';
import { kernelProgram, reverseErrorProgram } from '../training/evaluationPrograms';
import { scheduledRate } from '../training/schedule';
import type { BatchTensors } from '../training/sampleTensors';
import { lossProgram, stepInputs, stepProgram } from '../training/stepProgram';
import { writeCheckpoint } from './checkpoint';
import type { RunControl } from './control';
import type { Evaluator } from './evaluation';
import type { LineWithoutLoss, Measured } from './measuredLine';
import { lineOf, lossesOf } from './measuredLine';
import type { PreparedTraining } from './prepare';
import type { EarlySvds, LayerSpectrum, Snapshots } from './snapshot';
import { StepBlock } from './stepBlock';

/** Time after which a checkpoint is written between two snapshots. */
const CHECKPOINT_MS = 30_000;

/** Time for which the loop may go on without letting the process see to anything else. */
const YIELD_MS = 50;

export interface LoopProgress {
  /** Steps done. */
  readonly step: number;
  readonly stepsPerSecond: number;
  /** The last line that was logged. */
  readonly line?: MetricsLine;
  /** Something that the user should read, such as a change of the engine. */
  readonly notice?: string;
}

/** What a training loop works with. */
export interface LoopParts {
  readonly training: PreparedTraining;
  readonly session: EngineSession;
  readonly evaluator: Evaluator;
  readonly snapshots: Snapshots;
  readonly metrics: MetricsWriter;
  /** Of the run's folder. */
  readonly lock: RunLock;
  readonly control: RunControl;
  readonly onProgress: (progress: LoopProgress) => void;
  /** Called as the training is paused and goes on. */
  readonly onPause: (paused: boolean) => Promise<void>;
}

export interface LoopStart {
  readonly step: number;
  readonly seconds: number;
  readonly snapshots: readonly number[];
  /** Of the state's kernels, where they are being computed already. */
  readonly svds?: EarlySvds;
}

export interface LoopEnd {
  /** Steps done; fewer than all when the training was stopped. */
  readonly step: number;
  /** Of the steps done here, logging and snapshots included. */
  readonly stepsPerSecond: number;
  /** The kernels at the end of a training that was not stopped. */
  readonly spectra?: readonly LayerSpectrum[] | undefined;
}

/** The loss or a weight is no longer a finite number. */
export class Divergence extends UserError {
  constructor(
    readonly step: number,
    what: string,
  ) {
    super(`the training diverged: ${what}`, {
      kind: 'run',
      hint: `Try a lower learning rate or a smaller lambda.${step > 0 ? ' The snapshots before that step were kept.' : ''}`,
    });
  }
}

/** The steps of a training, with everything that is logged and kept along the way. */
export class TrainingLoop {
  private readonly stepOf;
  private readonly lossOf;
  private readonly reverseErrorOf;
  private readonly kernelOf;
  private readonly batches: BatchPlan;
  private wholeBatch: BatchTensors | undefined;
  private readonly block: StepBlock;
  private readonly taken: number[];
  private readonly began = performance.now();
  private paused = 0;
  private lastCheckpoint = performance.now();
  private lastYield = performance.now();

  constructor(
    private readonly parts: LoopParts,
    private readonly start: LoopStart,
  ) {
    const { model, config, dataset } = parts.training;
    this.stepOf = stepProgram(model);
    this.lossOf = lossProgram(model);
    this.reverseErrorOf = reverseErrorProgram(model, 'batch');
    this.kernelOf = kernelProgram(model);
    this.batches = new BatchPlan(dataset.train.count, config.training.batchSize, config.training.seed);
    this.taken = [...start.snapshots];
    const isWhole = this.batches.batchesPerEpoch === 1;
    const batchValues = config.training.batchSize * sampleSize(dataset);
    this.block = new StepBlock(isWhole ? 0 : batchValues * Float32Array.BYTES_PER_ELEMENT);
  }

  /**
   * Runs to the end, or until it is stopped. A run that was stopped left a checkpoint.
   * @throws LostRun when the folder is not this process's own any more
   */
  async run(): Promise<LoopEnd> {
    const { training, control, session } = this.parts;
    let step = this.start.step;
    this.parts.onProgress({ step, stepsPerSecond: 0 });
    while (step < training.steps) {
      await this.breathe(step);
      if (control.stopRequested) {
        await this.checkpoint(step);
        return { step, stepsPerSecond: this.rate(step) };
      }
      const line = this.isLogged(step) ? (await this.beforeStep(step)).line : undefined;
      const count = Math.min(this.block.size(session.stepsPerCall), this.nextEvent(step) - step);
      const inputs = Array.from({ length: count }, (_, i) => this.inputs(step + i));
      const outputs = await this.block.timed(count, () => session.step(this.stepOf, inputs));
      // The line of a step is written even when a later step of the block diverges: it shows how that came about.
      rejectDivergence(step, outputs[0]!);
      if (line !== undefined) await this.log(line, outputs[0]!);
      for (const [i, output] of outputs.entries()) rejectDivergence(step + i, output);
      step += count;
      this.parts.onProgress({ step, stepsPerSecond: this.rate(step) });
    }
    const stepsPerSecond = this.rate(step);
    const { line, spectra } = await this.beforeStep(step);
    await this.log(line, await session.run(this.lossOf, this.inputs(step)));
    return { step, stepsPerSecond, spectra };
  }

  private inputs(step: number): HostTensors {
    const { training } = this.parts;
    const batch = this.batch(step);
    return { ...batch, ...stepInputs(training.model, step, training.steps) };
  }

  /** The step's batch; the very same object each time where it is the whole set, which engines make use of. */
  private batch(step: number): BatchTensors {
    const { training, evaluator } = this.parts;
    if (this.wholeBatch !== undefined) return this.wholeBatch;
    const batch = evaluator.batch(training.dataset.train, this.batches.indices(step));
    if (this.batches.batchesPerEpoch === 1) this.wholeBatch = batch;
    return batch;
  }

  /** The next step at which something is to be done before it, or the end. */
  private nextEvent(step: number): number {
    let next = step + 1;
    while (next < this.parts.training.steps && !this.isLogged(next) && !this.isSnapshotStep(next)) next++;
    return next;
  }

  private isLogged(step: number): boolean {
    const { logEvery, snapshotEvery } = this.parts.training.config.training;
    return step % logEvery === 0 || step % snapshotEvery === 0 || step === this.parts.training.steps;
  }

  private isSnapshotStep(step: number): boolean {
    return step % this.parts.training.config.training.snapshotEvery === 0;
  }

  private isEvaluated(step: number): boolean {
    const { training, steps } = { ...this.parts.training, training: this.parts.training.config.training };
    return step % training.evaluateEvery === 0 || this.isSnapshotStep(step) || step === steps;
  }

  /**
   * What is to be done before a logged step, which every snapshot step is.
   * @returns what the step's line says but the loss, and at a snapshot the spectra of the kernels
   */
  private async beforeStep(
    step: number,
  ): Promise<{ line: LineWithoutLoss; spectra: readonly LayerSpectrum[] | undefined }> {
    if (!this.isSnapshotStep(step) && step !== this.parts.training.steps) {
      return { line: lineOf(await this.measure(step), undefined), spectra: undefined };
    }
    const state = await this.parts.session.state();
    rejectInfinite(step, state);
    // Another thread is at them while this one measures.
    const early = step === this.start.step ? this.start.svds?.take() : undefined;
    const svds = early ?? this.parts.snapshots.svdsOf(state);
    const measured = await this.measure(step);
    const spectra = await this.parts.snapshots.spectra(state, await svds);
    await this.takeSnapshot(step, state, spectra);
    return { line: lineOf(measured, spectra), spectra };
  }

  /** Measures the state before a step. */
  private async measure(step: number): Promise<Measured> {
    const { training, evaluator, session } = this.parts;
    const { train, validation, test } = training.dataset;
    const { optimizer, schedule } = training.config.training;
    const inputs = this.inputs(step);
    const accuracies = this.isEvaluated(step)
      ? {
          trainAccuracy: await evaluator.accuracy(train),
          ...(validation === undefined ? {} : { validationAccuracy: await evaluator.accuracy(validation) }),
          testAccuracy: await evaluator.accuracy(test),
        }
      : {};
    const errors = await session.run(this.reverseErrorOf, { x: inputs.x! });
    return {
      step,
      epoch: step / stepsPerEpoch(training.config, train.count),
      seconds: this.seconds(),
      ...accuracies,
      learningRate: scheduledRate(schedule, optimizer.learningRate, step, training.steps),
      errors,
      kernels: await session.run(this.kernelOf, {}),
    };
  }

  private async log(line: LineWithoutLoss, outputs: HostTensors) {
    const { step, epoch, seconds, ...rest } = line;
    const complete: MetricsLine = { step, epoch, seconds, ...lossesOf(outputs), ...rest };
    await this.parts.metrics.append(complete);
    this.parts.onProgress({ step, stepsPerSecond: this.rate(step), line: complete });
  }

  private async takeSnapshot(
    step: number,
    state: HostTensors,
    spectra: readonly LayerSpectrum[],
  ): Promise<void> {
    const { snapshots, lock, training } = this.parts;
    const { run } = lock;
    await lock.check();
    await snapshots.write(run, step, state, spectra);
    if (this.taken.at(-1) !== step) this.taken.push(step);
    await thinSnapshots(run, this.taken, training.config.training.keepSnapshots);
    await this.writeCheckpoint(step, state);
  }

  private async checkpoint(step: number): Promise<void> {
    const state = await this.parts.session.state();
    rejectInfinite(step, state);
    await this.writeCheckpoint(step, state);
  }

  private async writeCheckpoint(step: number, state: HostTensors): Promise<void> {
    const { lock } = this.parts;
    await lock.check();
    await writeCheckpoint(lock.run, { step, seconds: this.seconds(), state, snapshots: this.taken });
    this.lastCheckpoint = performance.now();
  }

  /** Lets the process see to signals and timers, obeys requests, and keeps the checkpoint recent. */
  private async breathe(step: number): Promise<void> {
    const { control } = this.parts;
    if (performance.now() - this.lastYield > YIELD_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      this.lastYield = performance.now();
    }
    await control.poll();
    if (control.pauseRequested) {
      await this.checkpoint(step);
      const from = performance.now();
      await this.parts.onPause(true);
      await control.whilePaused();
      await this.parts.onPause(false);
      this.paused += performance.now() - from;
    } else if (performance.now() - this.lastCheckpoint > CHECKPOINT_MS) {
      await this.checkpoint(step);
    }
  }

  /** Of training here, pauses left out. */
  private elapsed(): number {
    return (performance.now() - this.began - this.paused) / 1000;
  }

  private seconds(): number {
    return this.start.seconds + this.elapsed();
  }

  private rate(step: number): number {
    return (step - this.start.step) / Math.max(this.elapsed(), 1e-9);
  }
}

function rejectDivergence(step: number, outputs: HostTensors): void {
  for (const [name, { data }] of Object.entries(outputs)) {
    if (!Number.isFinite(data[0])) {
      const what = name === 'loss' ? 'the loss' : name.replace('penalty/', 'the penalty ');
      throw new Divergence(step, `at step ${step} ${what} is ${data[0]}`);
    }
  }
}

function rejectInfinite(step: number, state: HostTensors): void {
  for (const [name, { data }] of Object.entries(state)) {
    for (let i = 0; i < data.length; i++) {
      if (!Number.isFinite(data[i]))
        throw new Divergence(step, `before step ${step} an entry of ${name} is ${data[i]}`);
    }
  }
}
