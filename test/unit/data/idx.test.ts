import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import fc from '../support/properties';
import { errorOf, load } from './errors';
import { idxBytes } from './idxBytes';
import { temporaryFolder, write } from './temporaryFolder';

const UBYTE = 0x08;
const root = temporaryFolder();
let folder: string;
let count = 0;

const TRAIN_IMAGES = 'train-images-idx3-ubyte';
const TRAIN_LABELS = 'train-labels-idx1-ubyte';

/** Three training and two test images of 2x2, labels up to 4. */
beforeEach(() => {
  folder = path.join(root, String(count++));
  write(folder, TRAIN_IMAGES, idxBytes(UBYTE, [3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]));
  write(folder, TRAIN_LABELS, idxBytes(UBYTE, [3], [1, 0, 2]));
  write(folder, 't10k-images-idx3-ubyte', idxBytes(UBYTE, [2, 2, 2], [9, 8, 7, 6, 5, 4, 3, 2]));
  write(folder, 't10k-labels-idx1-ubyte', idxBytes(UBYTE, [2], [4, 0]));
});

const read = (more: object = {}) => load({ kind: 'idx', ...more }, folder);
const error = (more: object = {}) => errorOf(() => read(more));

describe('IDX files', () => {
  it('become images, labels and classes 0 … the largest label', async () => {
    const { shape, classNames, scale, train, test } = await read();
    expect(shape).toEqual([2, 2, 1]);
    expect(classNames).toEqual(['0', '1', '2', '3', '4']);
    expect(scale).toBe(1 / 255);
    expect(train.samples).toEqual(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255));
    expect(train.labels).toEqual(Int32Array.of(1, 0, 2));
    expect(test.samples).toEqual(Uint8Array.of(9, 8, 7, 6, 5, 4, 3, 2));
    expect(test.labels).toEqual(Int32Array.of(4, 0));
  });

  it('are fed as they are with the scale "raw"', async () => {
    expect((await read({ scale: 'raw' })).scale).toBe(1);
  });

  it('can be gzipped, with or without .gz in the name', async () => {
    const images = idxBytes(UBYTE, [3, 2, 2], [9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]);
    write(folder, TRAIN_IMAGES, gzipSync(images));
    expect((await read()).train.samples[0]).toBe(9);
    write(folder, 'other.gz', gzipSync(images));
    expect((await read({ trainImages: 'other' })).train.samples[0]).toBe(9);
    expect((await read({ trainImages: 'other.gz', train: 1 })).train.samples).toEqual(
      Uint8Array.of(9, 1, 2, 3),
    );
  });

  it('come back as they were written, whatever their size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        async (height, width, channels, packed) => {
          const values = Uint8Array.from({ length: 3 * height * width * channels }, (_, i) => (37 * i) % 256);
          const bytes = idxBytes(UBYTE, [3, height, width, channels], values);
          for (const name of ['a', 'b']) write(folder, name, packed ? gzipSync(bytes) : bytes);
          const { shape, train } = await read({
            trainImages: 'a',
            testImages: 'b',
            testLabels: TRAIN_LABELS,
          });
          expect(shape).toEqual([height, width, channels]);
          expect(train.samples).toEqual(values);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('give their first samples where fewer are wanted, and keep all their classes', async () => {
    const { classNames, train, test } = await read({ train: 2, test: 1 });
    expect(train.count).toBe(2);
    expect(train.samples).toHaveLength(8);
    expect(train.labels).toEqual(Int32Array.of(1, 0));
    expect(test.labels).toEqual(Int32Array.of(4));
    expect(classNames).toHaveLength(5);
  });

  it.each([
    ['int8', 0x09, [0xff, 1], [-1, 1]],
    ['int16', 0x0b, [0xff, 0xfe, 0, 3], [-2, 3]],
    ['int32', 0x0c, [0, 0, 1, 0, 0, 0, 0, 7], [256, 7]],
    ['float32', 0x0d, [0x3f, 0x80, 0, 0, 0x40, 0x20, 0, 0], [1, 2.5]],
    ['float64', 0x0e, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 4, 0, 0, 0, 0, 0, 0], [1, -2.5]],
  ])('of type %s are fed as they are', async (_name, type, bytes, values) => {
    for (const name of ['a', 'b']) write(folder, name, idxBytes(type, [1, 1, 2], bytes));
    write(folder, 'one', idxBytes(UBYTE, [1], [0]));
    const { train, scale } = await read({
      trainImages: 'a',
      trainLabels: 'one',
      testImages: 'b',
      testLabels: 'one',
    });
    expect(train.samples).toEqual(Float32Array.from(values));
    expect(scale).toBe(1);
  });
});

describe('a bad IDX file is refused with its name and the reason:', () => {
  it('a missing file', async () => {
    expect(await error({ trainImages: 'nothing' })).toMatch(
      /nothing: .*does not exist, nor does nothing\.gz/,
    );
    expect(await error({ path: 'nowhere' })).toMatch(/The folder .*nowhere does not exist/);
    expect(await error({ trainImages: '.' })).toMatch(/folder; a file was expected/);
  });

  it('an empty file', async () => {
    write(folder, TRAIN_IMAGES, '');
    expect(await error()).toMatch(/train-images-idx3-ubyte: .*begins with nothing/);
  });

  it('a wrong magic number', async () => {
    write(folder, TRAIN_IMAGES, '<html>Not found</html>');
    expect(await error()).toMatch(/begins with 3c 68 74 6d; an IDX file begins with 00 00/);
    write(folder, TRAIN_IMAGES, idxBytes(0x0a, [1, 1, 1], [0]));
    expect(await error()).toMatch(/begins with 00 00 0a 03/);
  });

  it('a file cut short, in its values or its header', async () => {
    const whole = idxBytes(UBYTE, [3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]);
    write(folder, TRAIN_IMAGES, whole.subarray(0, -1));
    expect(await error()).toMatch(
      /cut short: it holds 27 bytes, but its header declares 3 x 2 x 2 .*28 bytes in all/,
    );
    write(folder, TRAIN_IMAGES, whole.subarray(0, 9));
    expect(await error()).toMatch(/cut short within its header/);
    write(folder, TRAIN_IMAGES, gzipSync(whole.subarray(0, -1)));
    expect(await error()).toMatch(/cut short/);
    write(folder, TRAIN_IMAGES, gzipSync(whole).subarray(0, -12));
    expect(await error()).toMatch(/gzip data is cut short/);
  });

  it('a file longer than declared', async () => {
    write(folder, TRAIN_IMAGES, idxBytes(UBYTE, [3, 2, 2], new Uint8Array(13)));
    expect(await error()).toMatch(/too long/);
  });

  it.each(['plain', 'gzipped'])('a declared size of 2^31, %s, without allocating it', async (how) => {
    const bytes = idxBytes(UBYTE, [2 ** 31, 28, 28], new Uint8Array(100));
    write(folder, TRAIN_IMAGES, how === 'plain' ? bytes : gzipSync(bytes));
    const before = process.memoryUsage().rss;
    expect(await error()).toMatch(/declares 2147483648 x 28 x 28 values/);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  });

  it('a gzip bomb, unpacked no further than its header declares', async () => {
    const bomb = Buffer.concat([idxBytes(UBYTE, [3, 2, 2], []), Buffer.alloc(300 * 2 ** 20)]);
    write(folder, TRAIN_IMAGES, gzipSync(bomb, { level: 1 }));
    expect(await error()).toMatch(/unpacks to more than its header declares/);
  });

  it('damaged gzip data', async () => {
    const packed = gzipSync(idxBytes(UBYTE, [3, 2, 2], new Uint8Array(12)));
    packed[12]! ^= 0xff;
    write(folder, TRAIN_IMAGES, packed);
    expect(await error()).toMatch(/gzip data is damaged/);
  });

  it('a size of 0', async () => {
    write(folder, TRAIN_IMAGES, idxBytes(UBYTE, [0, 28, 28], []));
    expect(await error()).toMatch(/declares 0 x 28 x 28 values/);
  });

  it('images and labels swapped', async () => {
    expect(await error({ trainImages: TRAIN_LABELS, trainLabels: TRAIN_IMAGES })).toMatch(
      /images of 1 dimensions \(3\); expected 3 or 4[^]*swapped/,
    );
  });

  it('another number of labels than images', async () => {
    write(folder, TRAIN_LABELS, idxBytes(UBYTE, [2], [1, 0]));
    expect(await error()).toMatch(/train-labels.*: 2 labels for the 3 images of .*train-images/);
  });

  it('fewer samples than asked for', async () => {
    expect(await error({ train: 4 })).toMatch(/train asks for 4 samples, but there are 3/);
  });

  it('test images of another size', async () => {
    write(folder, 't10k-images-idx3-ubyte', idxBytes(UBYTE, [2, 3, 2], new Uint8Array(12)));
    expect(await error()).toMatch(
      /test images of 3 x 2 uint8 values, but the training images .* 2 x 2 uint8/,
    );
  });

  it('a negative, an absurd or a fractional label', async () => {
    write(folder, TRAIN_LABELS, idxBytes(0x09, [3], [0, 0xff, 1]));
    expect(await error()).toMatch(/the label -1 of sample 1 .*negative/);
    write(folder, TRAIN_LABELS, idxBytes(0x0c, [3], [0, 0, 0, 0, 0x7f, 0, 0, 0, 0, 0, 0, 0]));
    expect(await error()).toMatch(/sample 1 .*too large/);
    write(folder, TRAIN_LABELS, idxBytes(0x0d, [3], new Uint8Array(12)));
    expect(await error()).toMatch(/labels of type float32/);
  });

  it.each([
    ['NaN', [0x7f, 0xc0, 0, 0]],
    ['Infinity', [0x7f, 0x80, 0, 0]],
    ['-Infinity', [0xff, 0x80, 0, 0]],
  ])('%s in the data, naming the sample', async (name, bytes) => {
    write(folder, TRAIN_IMAGES, idxBytes(0x0d, [3, 1, 1], [0, 0, 0, 0, 0, 0, 0, 0, ...bytes]));
    expect(await error()).toContain(
      `sample 2 (counted from 0) holds ${name}; every value must be a finite float32`,
    );
  });
});
