/** Data sets that are drawn from a seed. */
export { loadDigits } from './digits';
export { loadPeak } from './peak';
