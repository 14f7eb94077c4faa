/** A colour as red, green and blue in sRGB, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour in OKLab: lightness 0 to 1, green-red a, blue-yellow b. Equal distances look about equally far apart. */
export type Oklab = readonly [lightness: number, a: number, b: number];

/** sRGB to OKLab (Ottosson 2020, https://bottosson.github.io/posts/oklab). */
export function toOklab([red, green, blue]: Rgb): Oklab {
  const r = linearOf(red / 255);
  const g = linearOf(green / 255);
  const b = linearOf(blue / 255);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** OKLab to sRGB; channels outside 0 to 255 are colours that a screen cannot show. */
export function fromOklab([lightness, a, b]: Oklab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    255 * encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    255 * encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    255 * encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** The colour of a lightness and a hue (in degrees) with as much chroma as asked for, or as a screen can show. */
export function oklch(lightness: number, chroma: number, hue: number): Oklab {
  const direction: Oklab = [0, Math.cos((hue * Math.PI) / 180), Math.sin((hue * Math.PI) / 180)];
  const withChroma = (c: number): Oklab => [lightness, c * direction[1], c * direction[2]];
  if (isShowable(withChroma(chroma))) return withChroma(chroma);
  let [low, high] = [0, chroma];
  for (let round = 0; round < 20; round++) {
    const middle = (low + high) / 2;
    if (isShowable(withChroma(middle))) low = middle;
    else high = middle;
  }
  return withChroma(low);
}

export function oklabDistance(one: Oklab, other: Oklab): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

export function mixOklab(from: Oklab, to: Oklab, share: number): Oklab {
  return [
    from[0] + share * (to[0] - from[0]),
    from[1] + share * (to[1] - from[1]),
    from[2] + share * (to[2] - from[2]),
  ];
}

function isShowable(colour: Oklab): boolean {
  return fromOklab(colour).every((channel) => channel > -0.01 && channel < 255.01);
}

/** The sRGB transfer function, IEC 61966-2-1, and its inverse. */
function linearOf(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function encoded(value: number): number {
  if (value <= 0.0031308) return 12.92 * value;
  return 1.055 * value ** (1 / 2.4) - 0.055;
}
