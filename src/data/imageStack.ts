import { constants } from 'node:buffer';
import { UserError } from '../config/userError';
import type { Dataset, Split } from './dataset';
import { readImage } from './imageFile';
import type { Pixels } from './pixels';

/** An image file and its class. */
export interface ListedImage {
  readonly file: string;
  readonly label: number;
}

/** The images of each split, still on disk. */
export interface ListedSplits {
  readonly train: readonly ListedImage[];
  readonly validation?: readonly ListedImage[];
  readonly test: readonly ListedImage[];
}

/** Reads all images of a data set, which must be of one size. */
export function readImageSplits(
  listed: ListedSplits,
  channel: number | undefined,
): Pick<Dataset, 'shape' | 'train' | 'validation' | 'test'> {
  const first = listed.train[0]!.file;
  const model = readImage(first, channel);
  const read = (images: readonly ListedImage[]): Split => {
    const size = model.height * model.width * model.channels;
    const samples = allocate(images.length * size, first);
    images.forEach(({ file }, i) => {
      const image = readImage(file, channel);
      checkAlike(image, file, model, first);
      samples.set(image.values, i * size);
    });
    return { count: images.length, samples, labels: Int32Array.from(images, ({ label }) => label) };
  };
  return {
    shape: [model.height, model.width, model.channels],
    train: read(listed.train),
    ...(listed.validation && { validation: read(listed.validation) }),
    test: read(listed.test),
  };
}

function allocate(length: number, file: string): Uint8Array {
  try {
    if (length <= constants.MAX_LENGTH) return new Uint8Array(length);
  } catch {
    // Less memory is free than would be needed; the same error as for what can never be held.
  }
  throw new UserError(`the images need ${length} bytes, more than can be held in memory`, {
    place: { file },
    hint: 'Use fewer or smaller images.',
  });
}

function checkAlike(image: Pixels, file: string, model: Pixels, modelFile: string): void {
  const describe = ({ width, height, channels }: Pixels) =>
    `${width} x ${height} with ${channels} channel${channels === 1 ? '' : 's'}`;
  if (describe(image) === describe(model)) return;
  const sameSize = image.width === model.width && image.height === model.height;
  throw new UserError(`the image is ${describe(image)}, but ${modelFile} is ${describe(model)}`, {
    place: { file },
    hint: sameSize
      ? 'Set channel to use one channel of every image.'
      : 'All images must have one size: scale or crop them first.',
  });
}
