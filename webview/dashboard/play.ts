import { signal } from '@preact/signals';
import { reducedMotion } from '../page/theme';
import type { PageStore } from '../store/pageStore';

/** At speed 1 a whole run plays in this time. */
const WHOLE_RUN_MS = 10_000;
/** Where less motion is wanted, the cursor moves from snapshot to snapshot only, one in this time. */
const SNAPSHOT_MS = 1_000;

/** Whether the cursor moves by itself. */
export const isPlaying = signal(false);

/** Starts to play, from the beginning where the cursor is at the end, or stops. */
export function togglePlay(store: PageStore): void {
  if (isPlaying.value) {
    isPlaying.value = false;
    return;
  }
  const { cursor } = store;
  if (cursor.step.value >= cursor.last.value) cursor.moveTo(0);
  isPlaying.value = true;
  if (reducedMotion.value) playSnapshots(store);
  else playSteps(store);
}

function playSteps(store: PageStore): void {
  const { cursor, playSpeed } = store;
  let before = performance.now();
  // The cursor lies on logged steps; what is played lies between them too.
  let position = cursor.step.value;
  let shown = position;
  const frame = (now: number): void => {
    // Whoever moves the cursor meanwhile wants to look at that step.
    if (!isPlaying.value || cursor.step.value !== shown) {
      isPlaying.value = false;
      return;
    }
    position += ((now - before) / WHOLE_RUN_MS) * Number(playSpeed.value) * cursor.last.value;
    before = now;
    cursor.moveTo(position);
    shown = cursor.step.value;
    if (position >= cursor.last.value) isPlaying.value = false;
    else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

function playSnapshots(store: PageStore): void {
  const { cursor, playSpeed, runs } = store;
  const next = (): void => {
    const step = runs.value[0]?.snapshots.value.find((each) => each > cursor.step.value);
    if (!isPlaying.value || step === undefined) {
      isPlaying.value = false;
      return;
    }
    cursor.moveTo(step);
    setTimeout(next, SNAPSHOT_MS / Number(playSpeed.value));
  };
  setTimeout(next, SNAPSHOT_MS / Number(playSpeed.value));
}
