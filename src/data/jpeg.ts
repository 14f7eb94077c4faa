import { decode } from 'jpeg-js';
import { brokenImage, checkDeclaredSize, decodingFailure, pickChannel, type Pixels } from './pixels';

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = Buffer.of(0xff, 0xd9);

/** Decodes a JPEG to grey or RGB bytes; CMYK becomes RGB. */
export function decodeJpeg(bytes: Buffer, file: string): Pixels {
  const { width, height, components } = readHeader(bytes, file);
  checkDeclaredSize(width, height, file);
  try {
    const image = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: 100,
      maxMemoryUsageInMB: 2048,
    });
    const rgb = { width: image.width, height: image.height, channels: 3, values: image.data };
    return components === 1 ? pickChannel(rgb, 0) : rgb;
  } catch (thrown) {
    throw decodingFailure(file, 'JPEG', thrown);
  }
}

/** Size and number of components, from the frame header; a file without its end is refused here. */
function readHeader(bytes: Buffer, file: string): { width: number; height: number; components: number } {
  let frame: { width: number; height: number; components: number } | undefined;
  let offset = 2;
  while (offset + 4 <= bytes.length && bytes[offset] === 0xff) {
    const marker = bytes[offset + 1]!;
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    const length = bytes.readUInt16BE(offset + 2);
    if (isFrame(marker) && offset + 10 <= bytes.length) {
      frame = {
        height: bytes.readUInt16BE(offset + 5),
        width: bytes.readUInt16BE(offset + 7),
        components: bytes[offset + 9]!,
      };
    }
    offset += 2 + length;
    if (marker === START_OF_SCAN) break;
  }
  if (frame === undefined) throw brokenImage(file, 'the JPEG has no frame header');
  if (bytes.indexOf(END_OF_IMAGE, offset) < 0) {
    throw brokenImage(file, `the JPEG is cut short: it ends after ${bytes.length} bytes`);
  }
  return frame;
}

/** SOF0 … SOF15; DHT, JPG and DAC lie among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
