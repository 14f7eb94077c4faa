import type { ReadonlySignal } from '@preact/signals';
import { computed } from '@preact/signals';
import { theme } from '../../page/theme';
import type { ColourTable } from './colourScales';
import { divergingTable, greyTable, sequentialTable } from './colourScales';
import { parseCssColour } from './cssColour';

/** Grey for data, diverging for values with a sign around zero, sequential for amounts. */
export type TableName = 'grey' | 'diverging' | 'sequential';

const grey = greyTable();
const background = computed(() => {
  const { background, isDark } = theme.value;
  return parseCssColour(background, isDark ? [31, 31, 31] : [255, 255, 255]);
});

/** The colour tables on the theme's background; new ones when the theme changes. */
export const themeTables: ReadonlySignal<Readonly<Record<TableName, ColourTable>>> = computed(() => ({
  grey,
  diverging: divergingTable(background.value),
  sequential: sequentialTable(background.value),
}));
