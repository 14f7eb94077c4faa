import { effect } from '@preact/signals';
import type { PageStore } from '../store/pageStore';
import type { HostSource } from './hostSource';

/** While the cursor is dragged the host is told where it is so often. */
const EVERY_MS = 100;

/** Tells the host where the cursor stands, so that what shows the same run elsewhere can follow it. */
export function tellCursor({ cursor, connected }: PageStore, source: HostSource): void {
  let timer: number | undefined;
  let told: number | null | undefined;
  const tell = (): void => {
    timer = undefined;
    const step = cursor.follow.peek() ? null : cursor.step.peek();
    if (step === told) return;
    told = step;
    source.moveCursor(step);
  };
  effect(() => {
    // Read here so that the effect follows them.
    const isMoved = [cursor.follow.value, cursor.step.value, connected.value].at(-1);
    if (isMoved === true) timer ??= window.setTimeout(tell, EVERY_MS);
  });
}
