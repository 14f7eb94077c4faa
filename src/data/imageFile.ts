import { UserError } from '../config/userError';
import { readWhole } from './files';
import { decodeJpeg } from './jpeg';
import { dropAlpha, pickChannel, type Pixels } from './pixels';
import { decodePng } from './png';
import { PNG_SIGNATURE } from './pngChunks';

/**
 * Reads a PNG or JPEG, told apart by how they begin and not by their names.
 *
 * @param channel the one channel to keep, of the file's own (alpha is its last); grey or RGB by default
 */
export function readImage(file: string, channel?: number): Pixels {
  const image = decodeImage(readWhole(file), file);
  if (channel === undefined) return dropAlpha(image);
  if (channel < image.channels) return pickChannel(image, channel);
  throw new UserError(
    `the image has ${image.channels} channel${image.channels === 1 ? '' : 's'}, but channel is ${channel}`,
    {
      place: { file },
      hint: `Set channel to 0${image.channels > 1 ? ` … ${image.channels - 1}` : ''}, or leave it out.`,
    },
  );
}

function decodeImage(bytes: Buffer, file: string): Pixels {
  if (bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) return decodePng(bytes, file);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return decodeJpeg(bytes, file);
  const found =
    bytes.length === 0 ? 'the file is empty' : `it begins with ${bytes.subarray(0, 4).toString('hex')}`;
  throw new UserError(`not a PNG or JPEG: ${found}`, {
    place: { file },
    hint: 'Convert the image to PNG or JPEG, or take the file out of the data set.',
  });
}
