import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ImagesOptions } from '../config/data/images';
import { UserError } from '../config/userError';
import { Random } from '../random/random';
import { classesOf } from './classes';
import type { Dataset } from './dataset';
import { statOf } from './files';
import { classFoldersOf, subfoldersOf, type ClassFolder } from './imageFolders';
import { readImageSplits, type ListedImage } from './imageStack';

/**
 * Image files, one folder a class. Folders that are all named by whole numbers are the class of that number;
 * otherwise the classes are the folders' names in alphabetical order. Samples come class by class, each class's in
 * natural order of its file names (2.png before 10.png).
 */
export function loadImages(options: ImagesOptions, baseDirectory: string): Dataset {
  const root = path.resolve(baseDirectory, options.path);
  const hint = 'Set "path" to the folder of the classes, relative to the config file.';
  if (!statOf(root, hint).isDirectory()) {
    throw new UserError('a file; a folder with one folder a class was expected', {
      place: { file: root },
      hint,
    });
  }
  const folders = findSplits(root);
  const all = [...folders.train, ...(folders.validation ?? []), ...(folders.test ?? [])];
  const classes = classesOf(new Map(all.map(({ name, folder }) => [name, { file: folder }])));
  const list = (found: readonly ClassFolder[]) =>
    found
      .map(({ name, files }) => files.map((file): ListedImage => ({ file, label: classes.of.get(name)! })))
      .sort((a, b) => a[0]!.label - b[0]!.label);
  const { train, test } = folders.test
    ? { train: list(folders.train), test: list(folders.test) }
    : holdOutTest(list(folders.train), options, root);
  return {
    ...readImageSplits(
      {
        train: train.flat(),
        ...(folders.validation && { validation: list(folders.validation).flat() }),
        test: test.flat(),
      },
      options.channel,
    ),
    classNames: classes.names,
    scale: options.scale === 'unit' ? 1 / 255 : 1,
  };
}

interface FoundSplits {
  readonly train: readonly ClassFolder[];
  readonly validation?: readonly ClassFolder[];
  /** Absent where the test share is to be drawn from the training images. */
  readonly test?: readonly ClassFolder[];
}

/** The splits by their folders train/, validation/ and test/, or all classes of the folder itself. */
function findSplits(root: string): FoundSplits {
  const subfolders = new Set(subfoldersOf(root));
  if (subfolders.has('train')) {
    const split = (name: string) =>
      subfolders.has(name) ? classFoldersOf(path.join(root, name)) : undefined;
    const [validation, test] = [split('validation'), split('test')];
    return {
      train: classFoldersOf(path.join(root, 'train')),
      ...(validation && { validation }),
      ...(test && { test }),
    };
  }
  for (const name of ['test', 'validation']) {
    if (subfolders.has(name) && subfoldersOf(path.join(root, name)).length > 0) {
      throw new UserError(`there is a folder ${name}/, but none called train/`, {
        place: { file: root },
        hint: 'Put the training images into train/, with one folder a class.',
      });
    }
  }
  return { train: classFoldersOf(root) };
}

/** Takes the test share of every class, at least one image and never all. */
function holdOutTest(
  classes: readonly ListedImage[][],
  options: ImagesOptions,
  root: string,
): { train: ListedImage[][]; test: ListedImage[][] } {
  const halves = classes.map((images) => {
    const count = Math.min(images.length - 1, Math.max(1, Math.round(options.test * images.length)));
    const order = options.shuffle
      ? new Random('images', options.seed, images[0]!.label).permutation(images.length)
      : images.keys();
    const tested = new Set([...order].slice(images.length - count));
    return { train: images.filter((_, i) => !tested.has(i)), test: images.filter((_, i) => tested.has(i)) };
  });
  if (halves.every(({ test }) => test.length === 0)) {
    throw new UserError('no class has more than one image, so none is left to test on', {
      place: { file: root },
      hint: `Add images, or put test images into ${existsSync(path.join(root, 'train')) ? '' : 'train/ and '}test/.`,
    });
  }
  return { train: halves.map(({ train }) => train), test: halves.map(({ test }) => test) };
}
