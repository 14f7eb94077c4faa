import { Random } from '../random/random';

/** Which samples make up the batch of each step: every epoch a new seeded order, cut into batches. */
export class BatchPlan {
  readonly batchesPerEpoch: number;
  private epoch = -1;
  private order: Uint32Array = new Uint32Array();

  /**
   * @param count number of samples
   * @param batchSize the last batch of an epoch may be smaller
   */
  constructor(
    private readonly count: number,
    private readonly batchSize: number,
    private readonly seed: number,
  ) {
    this.batchesPerEpoch = Math.ceil(count / batchSize);
  }

  epochOf(step: number): number {
    return Math.floor(step / this.batchesPerEpoch);
  }

  /** Indices of the samples of a step. A batch of the whole set keeps its order, which no result depends on. */
  indices(step: number): Uint32Array {
    const epoch = this.epochOf(step);
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      this.order =
        this.batchesPerEpoch === 1
          ? Uint32Array.from({ length: this.count }, (_, index) => index)
          : new Random(this.seed, 'shuffle', epoch).permutation(this.count);
    }
    const start = (step % this.batchesPerEpoch) * this.batchSize;
    return this.order.subarray(start, Math.min(start + this.batchSize, this.count));
  }
}
