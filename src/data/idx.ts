import { existsSync } from 'node:fs';
import path from 'node:path';
import type { IdxOptions } from '../config/data/idx';
import { UserError } from '../config/userError';
import { checkedIndex, numberNames } from './classes';
import type { Dataset, Split } from './dataset';
import { readIdx, type IdxArray } from './idxFile';

/**
 * Images and labels in IDX files. Bytes are scaled as the options say; values of every other type are fed as they
 * are. The number of classes comes from all labels of both files, also of samples that are not used.
 */
export function loadIdx(options: IdxOptions, baseDirectory: string): Dataset {
  const folder = path.resolve(baseDirectory, options.path);
  const train = readSplit(folder, options.trainImages, options.trainLabels, 'train', options.train);
  const test = readSplit(folder, options.testImages, options.testLabels, 'test', options.test);
  checkAlike(train.images, test.images);
  const [, height, width, channels = 1] = train.images.dimensions as [number, number, number, number?];
  return {
    shape: [height, width, channels],
    classNames: numberNames(Math.max(train.classes, test.classes)),
    scale: options.scale === 'unit' && train.images.type === 'uint8' ? 1 / 255 : 1,
    train: train.split,
    test: test.split,
  };
}

interface IdxSplit {
  readonly images: IdxArray;
  readonly classes: number;
  readonly split: Split;
}

function readSplit(
  folder: string,
  imagesName: string,
  labelsName: string,
  option: 'train' | 'test',
  limit: number | undefined,
): IdxSplit {
  const images = readIdx(locate(folder, imagesName), (count) => checkedLimit(count));
  const labels = readIdx(locate(folder, labelsName));
  checkDimensions(images, [3, 4], 'images');
  checkDimensions(labels, [1], 'labels');
  const [found, labelled] = [images.dimensions[0]!, labels.dimensions[0]!];
  if (found !== labelled) {
    throw new UserError(`${labelled} labels for the ${found} images of ${images.file}`, {
      place: { file: labels.file },
      hint: 'The two files must belong together and hold as many samples.',
    });
  }
  const all = checkedLabels(labels);
  const count = checkedLimit(found);
  return {
    images,
    classes: all.reduce((most, label) => Math.max(most, label + 1), 0),
    split: { count, samples: images.values, labels: all.slice(0, count) },
  };

  function checkedLimit(available: number): number {
    if (limit === undefined || limit <= available) return limit ?? available;
    throw new UserError(`${option} asks for ${limit} samples, but there are ${available}`, {
      place: { file: path.resolve(folder, imagesName) },
      hint: `Lower ${option}, or leave it out to use all.`,
    });
  }
}

/** The named file, or the same with .gz behind it. */
function locate(folder: string, name: string): string {
  const file = path.resolve(folder, name);
  const found = [file, `${file}.gz`].find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new UserError(`the IDX file does not exist, nor does ${path.basename(file)}.gz`, {
    place: { file },
    hint: existsSync(folder)
      ? 'Set trainImages, trainLabels, testImages and testLabels to the names of the files in the folder "path".'
      : `The folder ${folder} does not exist either: set "path", relative to the config file.`,
  });
}

function checkDimensions(array: IdxArray, expected: readonly number[], what: string): void {
  if (expected.includes(array.dimensions.length)) return;
  throw new UserError(
    `${what} of ${array.dimensions.length} dimensions (${array.dimensions.join(' x ')}); expected ${expected.join(' or ')}`,
    { place: { file: array.file }, hint: 'Perhaps the files of images and labels are swapped.' },
  );
}

function checkedLabels(labels: IdxArray): Int32Array {
  if (labels.type.startsWith('float')) {
    throw new UserError(`labels of type ${labels.type}; whole numbers were expected`, {
      place: { file: labels.file },
    });
  }
  return Int32Array.from(labels.values, (label, i) =>
    checkedIndex(label, { file: labels.file }, `the label ${label} of sample ${i} (counted from 0)`),
  );
}

function checkAlike(train: IdxArray, test: IdxArray): void {
  const describe = (array: IdxArray) => `${array.dimensions.slice(1).join(' x ')} ${array.type}`;
  if (describe(train) === describe(test)) return;
  throw new UserError(
    `test images of ${describe(test)} values, but the training images of ${train.file} have ${describe(train)}`,
    { place: { file: test.file }, hint: 'Both must have one size and one type.' },
  );
}
