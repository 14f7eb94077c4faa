import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';
import { options } from 'preact';

const printingSignal = signal(false);

/** Whether the page is being laid out for paper: what is out of sight on the screen is drawn, too. */
export const printing: ReadonlySignal<boolean> = printingSignal;

/** Marks the document while it is printed, for the style sheet. */
const CLASS = 'printing';

/**
 * Follows the browser's printing, for pages that are documents of their own. The browser takes the page as it is once
 * microtasks have run, so effects wait for no frame meanwhile.
 */
export function followPrinting(): void {
  // Preact has it as an option, and its own way where there is none.
  const { requestAnimationFrame: ownWay } = options as { requestAnimationFrame?: typeof queueMicrotask };
  const set = (isPrinting: boolean): void => {
    if (printingSignal.peek() === isPrinting) return;
    Object.assign(options, { requestAnimationFrame: isPrinting ? queueMicrotask : ownWay });
    document.documentElement.classList.toggle(CLASS, isPrinting);
    printingSignal.value = isPrinting;
  };
  window.addEventListener('beforeprint', () => set(true));
  window.addEventListener('afterprint', () => set(false));
  window.matchMedia('print').addEventListener('change', ({ matches }) => set(matches));
}
