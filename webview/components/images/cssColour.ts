import type { Rgb } from './oklab';

/**
 * Red, green and blue of a theme's colour: #rgb, #rrggbb, #rrggbbaa, rgb(…) and rgba(…), which is how VS Code writes
 * them. An alpha is left aside.
 *
 * @param otherwise  for anything else, such as an unset variable
 */
export function parseCssColour(text: string, otherwise: Rgb): Rgb {
  const colour = text.trim().toLowerCase();
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])[0-9a-f]?$/.exec(colour);
  if (short !== null) return rgbOf(short.slice(1).map((digit) => parseInt(digit + digit, 16)));
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})?$/.exec(colour);
  if (long !== null) return rgbOf(long.slice(1, 4).map((digits) => parseInt(digits, 16)));
  const channels = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/.exec(colour);
  return channels === null ? otherwise : rgbOf(channels.slice(1, 4).map(Number));
}

function rgbOf([red, green, blue]: readonly number[]): Rgb {
  return [red!, green!, blue!];
}
