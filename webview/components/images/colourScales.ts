import type { Oklab, Rgb } from './oklab';
import { fromOklab, mixOklab, oklabDistance, oklch, toOklab } from './oklab';

/** Colours from the lowest to the highest value: a table of red, green, blue for evenly spaced values. */
export type ColourTable = Uint8ClampedArray;

/** Odd, so that the middle of a diverging scale is a colour of its own. */
export const TABLE_SIZE = 511;

const BLUE_HUE = 255;
const ORANGE_HUE = 60;
/** As far from the background as the end colours go; both arms have the same length, so that -t and +t look equally strong. */
const END_ON_DARK = { lightness: 0.8, chroma: 0.14 };
const END_ON_LIGHT = { lightness: 0.52, chroma: 0.17 };
/** Backgrounds lighter than this get dark end colours. */
const LIGHT_FROM = 0.6;

/** Black to white. The steps are those of the pixels' own code values, so that a picture looks as its file does. */
export function greyTable(): ColourTable {
  return tableOf((share) => [255 * share, 255 * share, 255 * share]);
}

/**
 * Blue, the background, orange: for values centred on zero. Either arm is a straight line in OKLab, so equal steps of
 * value look about equal; the arms have the same length. Blue and orange stay apart for all common kinds of colour
 * blindness.
 */
export function divergingTable(background: Rgb): ColourTable {
  const neutral = toOklab(background);
  const { lightness, chroma } = endFor(neutral);
  const ends = [oklch(lightness, chroma, BLUE_HUE), oklch(lightness, chroma, ORANGE_HUE)];
  const reach = Math.min(...ends.map((end) => oklabDistance(neutral, end)));
  const [blue, orange] = ends.map((end) => mixOklab(neutral, end, reach / oklabDistance(neutral, end)));
  return tableOf((share) =>
    fromOklab(share < 0.5 ? mixOklab(blue!, neutral, 2 * share) : mixOklab(neutral, orange!, 2 * share - 1)),
  );
}

/** From near the background to one hue: for values without a sign. Even in OKLab. */
export function sequentialTable(background: Rgb): ColourTable {
  const neutral = toOklab(background);
  const { lightness, chroma } = endFor(neutral);
  const end = oklch(lightness, chroma, BLUE_HUE);
  // The lowest value must still stand out from the background, which means "nothing here".
  const start = mixOklab(neutral, end, 0.12);
  return tableOf((share) => fromOklab(mixOklab(start, end, share)));
}

function endFor(neutral: Oklab) {
  return neutral[0] > LIGHT_FROM ? END_ON_LIGHT : END_ON_DARK;
}

function tableOf(colourAt: (share: number) => Rgb): ColourTable {
  const table = new Uint8ClampedArray(3 * TABLE_SIZE);
  for (let i = 0; i < TABLE_SIZE; i++) table.set(colourAt(i / (TABLE_SIZE - 1)), 3 * i);
  return table;
}
