import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png';
import { decodingFailure, type Pixels } from './pixels';
import { checkedPng } from './pngChunks';

/** Decodes a PNG of any kind to bytes: 16-bit samples are rounded to 8, palettes become RGB or RGBA. */
export function decodePng(bytes: Buffer, file: string): Pixels {
  const checked = checkedPng(bytes, file);
  try {
    return toPixels(decode(checked, { checkCrc: true }));
  } catch (thrown) {
    throw decodingFailure(file, 'PNG', thrown);
  }
}

function toPixels(png: DecodedPng): Pixels {
  const { width, height } = png;
  if (png.palette !== undefined && png.channels === 1) {
    return { width, height, channels: png.palette[0]!.length, values: convertIndexedToRgb(png) };
  }
  return { width, height, channels: png.channels, values: toBytes(png) };
}

function toBytes(png: DecodedPng): Uint8Array {
  if (png.depth === 16) return Uint8Array.from(png.data, (value) => Math.round(value / 257));
  if (png.depth === 8) return new Uint8Array(png.data);
  return unpack(png);
}

/** Grey samples of 1, 2 or 4 bits, packed from the high bit on, each row from a new byte on. */
function unpack({ data, width, height, depth }: DecodedPng): Uint8Array {
  const values = new Uint8Array(width * height);
  const bytesPerRow = Math.ceil((width * depth) / 8);
  const white = 2 ** depth - 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const byte = data[y * bytesPerRow + Math.floor((x * depth) / 8)]!;
      const shift = 8 - depth - ((x * depth) % 8);
      values[y * width + x] = Math.round((((byte >> shift) & white) * 255) / white);
    }
  }
  return values;
}
