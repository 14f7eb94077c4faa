import path from 'node:path';
import { mkdirSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf, load } from './errors';
import { png, temporaryFolder, write } from './temporaryFolder';

const root = temporaryFolder();
let folder: string;
let count = 0;

beforeEach(() => {
  folder = path.join(root, String(count++));
  mkdirSync(folder);
});

/** Writes images of 2x1 pixels that are told apart by their first value. */
function images(within: string, values: readonly number[], extension = 'png'): void {
  values.forEach((value, i) => write(folder, `${within}/${i + 1}.${extension}`, png(2, 1, [value, 0])));
}

const read = (more: object = {}) => load({ kind: 'images', path: path.basename(folder), ...more }, root);
const error = (more: object = {}) => errorOf(() => read(more));
const firsts = ({ samples }: { samples: ArrayLike<number> }) =>
  Array.from(samples).filter((_, i) => i % 2 === 0);

describe('image folders', () => {
  it('hold one folder a class, in alphabetical order', async () => {
    images('cat', [1, 2, 3]);
    images('ant', [11, 12, 13]);
    const { shape, classNames, scale, train, test, validation } = await read({ shuffle: false });
    expect(shape).toEqual([1, 2, 1]);
    expect(classNames).toEqual(['ant', 'cat']);
    expect(scale).toBe(1 / 255);
    expect(firsts(train)).toEqual([11, 12, 1, 2]);
    expect(Array.from(train.labels)).toEqual([0, 0, 1, 1]);
    expect(firsts(test)).toEqual([13, 3]);
    expect(validation).toBeUndefined();
  });

  it('named by whole numbers are the classes of these numbers', async () => {
    images('10', [1, 2]);
    images('2', [3, 4]);
    const { classNames, train } = await read({ shuffle: false });
    expect(classNames).toHaveLength(11);
    expect(Array.from(train.labels)).toEqual([2, 10]);
  });

  it('are read in natural order: 2.png before 10.png', async () => {
    images('a', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const { train, test } = await read({ shuffle: false, test: 0.25 });
    expect(firsts(train)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(firsts(test)).toEqual([10, 11, 12]);
  });

  it('give a random test share of every class that depends on the seed alone', async () => {
    const values = Array.from({ length: 40 }, (_, i) => i);
    images('a', values);
    images('b', values);
    const { train, test } = await read({ test: 0.25, seed: 1 });
    expect(Array.from(test.labels).filter((label) => label === 0)).toHaveLength(10);
    expect(test.count).toBe(20);
    expect([...firsts(train), ...firsts(test)].sort((a, b) => a - b)).toEqual(values.flatMap((i) => [i, i]));
    expect((await read({ test: 0.25, seed: 1 })).test.samples).toEqual(test.samples);
    expect((await read({ test: 0.25, seed: 2 })).test.samples).not.toEqual(test.samples);
  });

  it('may be split into train, validation and test already', async () => {
    images('train/a', [1, 2]);
    images('train/b', [3]);
    images('validation/b', [4]);
    images('test/a', [5]);
    const { train, validation, test } = await read();
    expect(firsts(train)).toEqual([1, 2, 3]);
    expect(firsts(validation!)).toEqual([4]);
    expect(Array.from(validation!.labels)).toEqual([1]);
    expect(firsts(test)).toEqual([5]);
    expect(await error({ validation: 0.5 })).toMatch(
      /validation is 0.5, but the data has 1 validation samples/,
    );
  });

  it('may hold hidden files, other files and JPEG names', async () => {
    images('a', [1, 2]);
    images('b', [3, 4], 'JPG');
    write(folder, 'a/.hidden.png', 'no image');
    write(folder, 'a/notes.txt', 'no image');
    write(folder, '.cache/1.png', 'no image');
    expect((await read({ shuffle: false })).classNames).toEqual(['a', 'b']);
  });
});

describe('a bad image folder is refused with its name and the reason:', () => {
  it('a missing folder, or a file', async () => {
    expect(await errorOf(() => load({ kind: 'images', path: 'nowhere' }, root))).toMatch(
      /nowhere: .*does not exist/,
    );
    write(folder, 'file', '');
    expect(await error({ path: `${path.basename(folder)}/file` })).toMatch(/one folder a class was expected/);
  });

  it('a folder without class folders', async () => {
    expect(await error()).toMatch(/looked for \*\.png, \*\.jpg and \*\.jpeg in 0 folders/);
    write(folder, '1.png', png(1, 1, [0]));
    expect(await error()).toMatch(/It holds 1 images itself/);
  });

  it('a folder with test/ but not train/', async () => {
    images('test/a', [1]);
    expect(await error()).toMatch(/there is a folder test\/, but none called train\//);
  });

  it('one image a class: none to test on', async () => {
    images('a', [1]);
    images('b', [2]);
    expect(await error()).toMatch(/none is left to test on/);
  });

  it('images of differing sizes, naming both', async () => {
    images('a', [1, 2]);
    write(folder, 'a/3.png', png(1, 2, [0, 0]));
    expect(await error()).toMatch(
      /3\.png: the image is 1 x 2 with 1 channel, but .*1\.png is 2 x 1 with 1 channel/,
    );
  });

  it('grey images among colour images, unless one channel is chosen', async () => {
    images('a', [1, 2]);
    write(folder, 'a/3.png', png(2, 1, [3, 0, 0, 0, 0, 0], 3));
    expect(await error()).toMatch(/2 x 1 with 3 channels, but .*Set channel/s);
    expect((await read({ channel: 0 })).train.count).toBe(2);
  });

  it('an image that is none', async () => {
    images('a', [1, 2]);
    write(folder, 'a/3.png', 'nothing of the kind');
    expect(await error()).toMatch(/3\.png: not a PNG or JPEG/);
  });

  it('a folder named by a year, which would be thousands of classes too many', async () => {
    images('70000', [1, 2]);
    expect(await error()).toMatch(/label 70000 is too large/);
  });
});
