import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';

/** What has not changed for so many milliseconds is at rest. */
const REST_MS = 120;

/**
 * Whether something changes again and again, as a zoom does while a wheel turns. A single change is no motion yet: it is
 * drawn as well as can be at once.
 */
export class Motion {
  private readonly moving = signal(false);
  private rest: ReturnType<typeof setTimeout> | undefined;

  get isMoving(): ReadonlySignal<boolean> {
    return this.moving;
  }

  /** To be told of every change. */
  changed(): void {
    if (this.rest !== undefined) {
      clearTimeout(this.rest);
      this.moving.value = true;
    }
    this.rest = setTimeout(() => {
      this.rest = undefined;
      this.moving.value = false;
    }, REST_MS);
  }
}

/** Of the charts' zoom. */
export const zooming = new Motion();
