/**
 * Time that one call of an engine may take: requests, progress and checkpoints wait for it. Less would cost speed: a call
 * of onnx-cpu copies the state out, which for the benchmark's wide network takes a fifth of a step's processor time.
 */
const CALL_MS = 400;

/** Bytes of the batches of one call, which are all in memory at once. */
const CALL_BYTES = 64e6;

/** How much longer a block may be than the last one: the first call of all also compiles, and tells little. */
const GROWTH = 4;

/** How many steps go into one call of an engine, from the time that they take. No result depends on it. */
export class StepBlock {
  /** Two, so that an engine sees from the first which inputs stay the same. */
  private next = 2;

  /** @param batchBytes of one step's batch; 0 where all steps have the same one */
  constructor(private readonly batchBytes: number) {}

  /** @param most that the engine gains from */
  size(most: number): number {
    const fitting = this.batchBytes === 0 ? most : Math.floor(CALL_BYTES / this.batchBytes);
    return Math.max(1, Math.min(most, fitting, this.next));
  }

  async timed<T>(steps: number, call: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const result = await call();
    const perStep = (performance.now() - began) / steps;
    this.next = Math.max(1, Math.min(Math.floor(CALL_MS / perStep), steps * GROWTH));
    return result;
  }
}
