import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf, load } from './errors';
import { png, temporaryFolder, write } from './temporaryFolder';

const root = temporaryFolder();
let folder: string;
let count = 0;

/** Images 1.png … 5.png of 2x1 pixels; the first pixel is the image's number. */
beforeEach(() => {
  folder = path.join(root, String(count++));
  for (let i = 1; i <= 5; i++) write(folder, `${i}.png`, png(2, 1, [i, 0]));
});

function read(csv: string | Uint8Array, more: object = {}) {
  write(folder, 'list.csv', csv);
  return load({ kind: 'manifest', path: 'list.csv', ...more }, folder);
}

const error = (csv: string | Uint8Array, more: object = {}) => errorOf(() => read(csv, more));
const firsts = ({ samples }: { samples: ArrayLike<number> }) =>
  Array.from(samples).filter((_, i) => i % 2 === 0);

describe('a manifest', () => {
  it('lists images in its order, relative to itself or absolute', async () => {
    const { shape, classNames, scale, train, test, validation } = await read(
      `path,label,split\n2.png,cat,train\n${path.join(folder, '1.png')},ant,train\n./3.png,cat,test\n4.png,ant,validation\n`,
    );
    expect(shape).toEqual([1, 2, 1]);
    expect(classNames).toEqual(['ant', 'cat']);
    expect(scale).toBe(1 / 255);
    expect(firsts(train)).toEqual([2, 1]);
    expect(Array.from(train.labels)).toEqual([1, 0]);
    expect(firsts(test)).toEqual([3]);
    expect(firsts(validation!)).toEqual([4]);
  });

  it('may have a byte order mark, quoted fields, other columns, empty lines and Windows line ends', async () => {
    write(folder, 'a, "b".png', png(2, 1, [9, 0]));
    const { train, classNames } = await read(
      '\ufeffsplit,"label",note,path\r\ntrain,"big, cat",x,"a, ""b"".png"\r\n\r\n test , ant ,,1.png\r\n',
    );
    expect(firsts(train)).toEqual([9]);
    expect(classNames).toEqual(['ant', 'big, cat']);
  });

  it('takes labels that are all whole numbers as the class', async () => {
    const csv = 'path,label,split\n1.png,3,train\n2.png,0,test\n';
    const { classNames, train } = await read(csv);
    expect(classNames).toEqual(['0', '1', '2', '3']);
    expect(Array.from(train.labels)).toEqual([3]);
    expect((await read(csv, { classes: 10 })).classNames).toHaveLength(10);
    expect(await error(csv, { classes: 3 })).toMatch(/list\.csv:2: classes is 3, but the label 3 needs 4/);
  });

  it('can have more classes than names', async () => {
    const csv = 'path,label,split\n1.png,cat,train\n2.png,ant,test\n';
    expect((await read(csv, { classes: 3 })).classNames).toEqual(['ant', 'cat', '2']);
    expect(await error(csv, { classes: 1 })).toMatch(/classes is 1, but there are 2 different labels/);
  });

  it('gives a share of its training rows for validation if it has no such rows', async () => {
    const rows = [1, 2, 3, 4].map((i) => `${i}.png,${i % 2},train`).join('\n');
    const csv = `path,label,split\n${rows}\n5.png,0,test\n`;
    const { train, validation } = await read(csv, { validation: 0.5 });
    expect(validation!.count).toBe(2);
    expect([...firsts(train), ...firsts(validation!)].sort()).toEqual([1, 2, 3, 4]);
    expect(await error(`${csv}5.png,0,validation\n`, { validation: 0.5 })).toMatch(
      /list\.csv: validation is 0.5, but the data has 1 validation samples of its own/,
    );
  });
});

describe('a bad manifest is refused with its name, line and the reason:', () => {
  const head = 'path,label,split\n';

  it('a missing file', async () => {
    expect(await errorOf(() => load({ kind: 'manifest', path: 'none.csv' }, folder))).toMatch(
      /none\.csv: .*does not exist/,
    );
  });

  it('missing columns, naming those found and expected', async () => {
    expect(await error('path,class\n1.png,0\n')).toMatch(
      /list\.csv:1: the manifest has no column label, split: found path, class, expected path, label, split/,
    );
    expect(await error('')).toMatch(/found nothing/);
  });

  it('an unknown split, with the nearest known one', async () => {
    expect(await error(`${head}1.png,0,train\n2.png,0,tets\n`)).toMatch(
      /list\.csv:3: the split is "tets"; expected train, validation, test\n.*Did you mean test\?/,
    );
  });

  it('an empty label or path', async () => {
    expect(await error(`${head}1.png,,train\n`)).toMatch(/list\.csv:2: the label is empty/);
    expect(await error(`${head},0,train\n`)).toMatch(/list\.csv:2: the path is empty/);
  });

  it('a negative label', async () => {
    expect(await error(`${head}1.png,0,train\n2.png,-1,test\n`)).toMatch(
      /list\.csv:3: the label -1 is negative/,
    );
  });

  it('no row to train or to test on', async () => {
    expect(await error(`${head}1.png,0,train\n`)).toMatch(
      /list\.csv: the manifest has no row with split test/,
    );
    expect(await error(`${head}1.png,0,test\n`)).toMatch(/the manifest has no row with split train/);
    expect(await error(head)).toMatch(/the manifest has no row with split train/);
  });

  it('an image that does not exist', async () => {
    expect(await error(`${head}1.png,0,train\n\nmissing.png,0,test\n`)).toMatch(
      /list\.csv:4: the image missing\.png does not exist/,
    );
  });

  it('images of differing sizes, naming both', async () => {
    write(folder, '1.png', png(1, 1, [0]));
    expect(await error(`${head}1.png,0,train\n2.png,0,test\n`)).toMatch(
      /2\.png: the image is 2 x 1 with 1 channel, but .*1\.png is 1 x 1 with 1 channel/,
    );
  });

  it('rows of differing lengths and open quotes', async () => {
    expect(await error(`${head}1.png,0\n`)).toMatch(/list\.csv:2: the manifest is not a CSV file/);
    expect(await error(`${head}"1.png,0,train\n`)).toMatch(/list\.csv.*: the manifest is not a CSV file/);
  });

  it('a file that is not text', async () => {
    expect(await error(png(4, 4, new Array(16).fill(7)))).toMatch(/list\.csv/);
  });
});
