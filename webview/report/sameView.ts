import { batch } from '@preact/signals';
import type { PageStore } from '../store/pageStore';

/** Shows another run as the one before was shown: the same step, axes, zoom and layer. */
export function sameView(from: PageStore, to: PageStore): void {
  batch(() => {
    if (from.cursor.follow.value) to.cursor.follow.value = true;
    else to.cursor.moveTo(from.cursor.step.value);
    to.axis.value = from.axis.value;
    to.scale.value = from.scale.value;
    to.smoothing.value = from.smoothing.value;
    to.zoom.value = from.zoom.value;
    to.selectedLayer.value = from.selectedLayer.value;
  });
}
