import { messageOf, UserError } from '../config/userError';

/** A decoded image: height*width*channels bytes, rows first, channels innermost. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly channels: number;
  readonly values: Uint8Array;
}

/** Longest side of an image that is decoded. */
const MAX_SIDE = 16384;

/** Refuses absurd sizes before anything of that size is allocated. */
export function checkDeclaredSize(width: number, height: number, file: string): void {
  if (width >= 1 && height >= 1 && width <= MAX_SIDE && height <= MAX_SIDE) return;
  throw new UserError(
    `the image declares ${width} x ${height} pixels; 1 to ${MAX_SIDE} a side are possible`,
    {
      place: { file },
      hint: 'The file may be damaged. Write it again, or scale the image down.',
    },
  );
}

export function brokenImage(file: string, what: string, cause?: unknown): UserError {
  return new UserError(what, {
    place: { file },
    hint: 'The file may be damaged. Write or download it again.',
    cause,
  });
}

/** Why a library could not decode an image: its own words, unless it merely fell over what it read. */
export function decodingFailure(file: string, format: string, thrown: unknown): UserError {
  const stumbled = thrown instanceof TypeError || thrown instanceof RangeError;
  const why = stumbled ? 'its data is damaged' : messageOf(thrown);
  return brokenImage(file, `the ${format} cannot be decoded: ${why}`, thrown);
}

/** The one channel with this index. */
export function pickChannel(image: Pixels, channel: number): Pixels {
  const count = image.width * image.height;
  const values = new Uint8Array(count);
  for (let i = 0; i < count; i++) values[i] = image.values[i * image.channels + channel]!;
  return { ...image, channels: 1, values };
}

/** The image without its alpha channel; the other values stay as they are, not multiplied by it. */
export function dropAlpha(image: Pixels): Pixels {
  if (image.channels === 1 || image.channels === 3) return image;
  const kept = image.channels - 1;
  const values = new Uint8Array(image.width * image.height * kept);
  for (let i = 0; i < values.length; i++) {
    values[i] = image.values[Math.floor(i / kept) * image.channels + (i % kept)]!;
  }
  return { ...image, channels: kept, values };
}
