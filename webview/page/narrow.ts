import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';

/** As the style sheets have it. */
const query = window.matchMedia('(width < 560px)');
const narrowSignal = signal(query.matches);
query.addEventListener('change', ({ matches }) => (narrowSignal.value = matches));

/** Whether the page is so narrow, as beside code, that things are laid out smaller. */
export const narrow: ReadonlySignal<boolean> = narrowSignal;
