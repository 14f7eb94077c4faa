import type { ReadonlySignal, Signal } from '@preact/signals';
import { batch, computed } from '@preact/signals';
import { nearestStep } from './nearestStep';
import type { ViewState } from './viewState';
import { rowAt } from '../../src/messages/ascending';

/** The one step that everything on the page shows: the newest while `follow` is on, which moving it turns off. */
export class StepCursor {
  private readonly chosen: Signal<number>;
  readonly follow: Signal<boolean>;
  /** The step, from 0 to the newest. */
  readonly step: ReadonlySignal<number>;

  constructor(
    state: ViewState,
    /** The newest step that there is anything to see of. */
    readonly last: ReadonlySignal<number>,
    /** All steps that were logged, ascending. */
    readonly steps: ReadonlySignal<ArrayLike<number>>,
  ) {
    this.chosen = state.signal('cursor', 0);
    this.follow = state.signal('follow', true);
    this.step = computed(() =>
      this.follow.value ? this.last.value : Math.min(this.chosen.value, this.last.value),
    );
  }

  /** Goes to the logged step nearest to a step. */
  moveTo(step: number): void {
    batch(() => {
      this.chosen.value = nearestStep(this.steps.value, step) ?? Math.max(0, Math.round(step));
      this.follow.value = false;
    });
  }

  /** Goes so many logged steps on, or back. */
  moveBy(count: number): void {
    const steps = this.steps.value;
    if (steps.length === 0) return;
    const at = Math.max(0, rowAt(steps, this.step.value) + count);
    this.moveTo(steps[Math.min(at, steps.length - 1)]!);
  }
}
