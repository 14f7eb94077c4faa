/** A frame that took longer than this many milliseconds had too much to draw. */
const LONG = 24;
/** After a frame as short as this there can be more in the next one. */
const SHORT = 19;
const MOST = 64;
/** So many frames after a long one there are no more than were all right: each attempt at more may cost a frame. */
const CALM = 30;

/**
 * Lets things that show the same change take turns, a few a frame, so that a zoom of many charts runs smoothly: how many
 * follows from how long frames take. Who waits keeps the place, whatever else happens meanwhile, so that everybody's turn comes.
 */
export class Turns {
  private readonly waiting = new Map<object, () => void>();
  private perFrame = 2;
  /** Frames until there may be more. */
  private calm = 0;
  private isScheduled = false;
  /** When the frame before was; undefined where nothing was drawn in it. */
  private before: number | undefined;

  /** @param nextFrame  calls back with the time of the next frame, in milliseconds */
  constructor(private readonly nextFrame: (callback: (now: number) => void) => unknown) {}

  /** Calls `run` when it is the turn of `who`; only the latest of several. */
  ask(who: object, run: () => void): void {
    this.waiting.set(who, run);
    if (!this.isScheduled) this.schedule();
  }

  /** `who` no longer waits. */
  leave(who: object): void {
    this.waiting.delete(who);
  }

  private schedule(): void {
    this.isScheduled = true;
    this.nextFrame((now) => this.serve(now));
  }

  private serve(now: number): void {
    this.isScheduled = false;
    if (this.before !== undefined) this.adapt(now - this.before);
    const served = [...this.waiting].slice(0, this.perFrame);
    this.before = served.length > 0 ? now : undefined;
    if (served.length === 0) this.calm = 0;
    // One frame more than is needed tells how long the drawing took.
    if (served.length > 0) this.schedule();
    for (const [who] of served) this.waiting.delete(who);
    for (const [, run] of served) run();
  }

  private adapt(took: number): void {
    if (took > LONG) {
      this.perFrame = Math.max(1, Math.floor(this.perFrame / 2));
      this.calm = CALM;
    } else if (took <= SHORT) {
      if (this.calm > 0) this.calm--;
      else this.perFrame = Math.min(MOST, this.perFrame + 1);
    }
  }
}

/** The turns of all that is on the page. */
export const turns = new Turns((callback) => requestAnimationFrame(callback));
