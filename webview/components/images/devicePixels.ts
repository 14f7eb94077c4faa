import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';

const ratio = signal(1);

/** Device pixels to a CSS pixel; changes with the zoom and with the screen that the window is on. */
export const devicePixels: ReadonlySignal<number> = ratio;

/** A media query tells only that its own ratio no longer holds, so each change needs a new one. */
function follow(): void {
  ratio.value = window.devicePixelRatio || 1;
  window.matchMedia(`(resolution: ${ratio.value}dppx)`).addEventListener('change', follow, { once: true });
}

follow();
