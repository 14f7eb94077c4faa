import type { RunLock } from '../runs/lock';
import { takeRequest } from '../runs/requests';
import type { Interruption } from '../runs/runManifest';

/** How often a training looks for requests in its folder. */
const POLL_MS = 200;

/** What a training is asked to do while it runs, by its own process or through its folder. */
export class RunControl {
  private stopping = false;
  private pausing = false;
  private why: Interruption | undefined;
  private lastPoll = -Infinity;
  private wake: (() => void) | undefined;

  constructor(private readonly lock: RunLock) {}

  /**
   * Ends the training after the step it is at.
   * @param interruption why, when nobody asked for it
   */
  stop(interruption?: Interruption): void {
    if (this.stopping) return;
    this.stopping = true;
    if (interruption !== undefined) this.why = { ...interruption, ...(this.pausing && { paused: true }) };
    this.wake?.();
  }

  /** Lets the training wait after the step it is at. */
  pause(): void {
    this.pausing = true;
  }

  continue(): void {
    this.pausing = false;
    this.wake?.();
  }

  /** Why the training is to end, when nobody asked for it. */
  get interruption(): Interruption | undefined {
    return this.why;
  }

  get stopRequested(): boolean {
    return this.stopping;
  }

  get pauseRequested(): boolean {
    return this.pausing && !this.stopping;
  }

  /**
   * Takes note of a request in the folder, if the last look was some time ago.
   * @throws LostRun when the folder is not this process's own any more
   */
  async poll(): Promise<void> {
    const now = performance.now();
    if (now - this.lastPoll < POLL_MS) return;
    this.lastPoll = now;
    // A folder that is away for a moment holds no requests.
    if (!(await this.lock.look())) return;
    const request = await takeRequest(this.lock.run);
    if (request === 'stop') this.stop();
    if (request === 'pause') this.pause();
    if (request === 'continue') this.continue();
  }

  /** Waits until the pause ends, by a request to continue or to stop. */
  async whilePaused(): Promise<void> {
    while (this.pauseRequested) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = undefined;
      await this.poll();
    }
  }
}
