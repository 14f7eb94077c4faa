import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { idxBytes } from '../data/idxBytes';
import { expectRefusal, tinyConfig, Workspace } from './support';

const workspace = new Workspace();

const network = {
  input: [2, 2, 1],
  layers: [{ type: 'flatten' }, { type: 'dense', name: 'output', units: 2 }],
};

const UINT8 = 0x08;
const FLOAT32 = 0x0d;
const images = (count: number) => idxBytes(UINT8, [count, 2, 2], new Uint8Array(4 * count).fill(9));
const labels = (count: number) =>
  idxBytes(
    UINT8,
    [count],
    new Uint8Array(count).map((_, i) => i % 2),
  );
const floats = (...values: number[]) => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeFloatBE(value, 4 * i));
  return idxBytes(FLOAT32, [values.length / 4, 2, 2], bytes);
};
const png = (width: number, height: number) =>
  encode({ width, height, channels: 1, depth: 8, data: new Uint8Array(width * height).fill(7) });

const goodIdx = {
  'train-images-idx3-ubyte': images(4),
  'train-labels-idx1-ubyte': labels(4),
  't10k-images-idx3-ubyte': images(2),
  't10k-labels-idx1-ubyte': labels(2),
};

interface BadData {
  readonly what: string;
  readonly data: object;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly expected: readonly (string | RegExp)[];
}

/** The four IDX files of a good data set, some of them replaced. */
function idx(what: string, replaced: Record<string, Uint8Array>, ...expected: (string | RegExp)[]): BadData {
  return { what, data: { kind: 'idx' }, files: { ...goodIdx, ...replaced }, expected };
}

function manifest(
  what: string,
  csv: string,
  files: Record<string, string | Uint8Array>,
  ...expected: (string | RegExp)[]
): BadData {
  return {
    what,
    data: { kind: 'manifest', path: 'list.csv' },
    files: { 'list.csv': csv, ...files },
    expected,
  };
}

const CASES: readonly BadData[] = [
  {
    what: 'IDX files that are not there',
    data: { kind: 'idx', path: 'nowhere' },
    files: {},
    expected: ['train-images-idx3-ubyte: the IDX file does not exist', 'nowhere'],
  },
  idx(
    'an IDX file that is cut short',
    { 'train-images-idx3-ubyte': images(4).subarray(0, 20) },
    /train-images-idx3-ubyte: not a usable IDX file: it is cut short: it holds 20 bytes/,
  ),
  idx(
    'an IDX file that is cut short within its header',
    { 'train-images-idx3-ubyte': images(4).subarray(0, 9) },
    /train-images-idx3-ubyte: not a usable IDX file: it is cut short within its header/,
  ),
  idx(
    'an IDX file with a wrong magic number',
    { 'train-images-idx3-ubyte': Buffer.from('<!DOCTYPE html>') },
    /train-images-idx3-ubyte: not a usable IDX file: it begins with 3c 21 44 4f/,
  ),
  idx(
    'an IDX file that declares 2^31 images',
    { 'train-images-idx3-ubyte': idxBytes(UINT8, [2 ** 31, 2, 2], new Uint8Array(16)) },
    /train-images-idx3-ubyte: not a usable IDX file: .*2147483648 x 2 x 2/,
  ),
  idx(
    'a gzipped IDX file that declares 2^31 images',
    { 'train-images-idx3-ubyte': gzipSync(idxBytes(UINT8, [2 ** 31, 2, 2], new Uint8Array(16))) },
    /train-images-idx3-ubyte: not a usable IDX file: .*2147483648 x 2 x 2/,
  ),
  idx(
    'a gzipped IDX file that is cut short',
    { 'train-images-idx3-ubyte': gzipSync(images(4)).subarray(0, 25) },
    /train-images-idx3-ubyte: not a usable IDX file: the gzip data is cut short/,
  ),
  idx(
    'fewer labels than images',
    { 't10k-labels-idx1-ubyte': labels(1) },
    /t10k-labels-idx1-ubyte: 1 labels for the 2 images/,
  ),
  idx(
    'NaN in the images',
    { 'train-images-idx3-ubyte': floats(1, 2, 3, 4, 5, NaN, 7, 8), 'train-labels-idx1-ubyte': labels(2) },
    /train-images-idx3-ubyte: sample 1 \(counted from 0\) holds NaN/,
  ),
  idx(
    'infinity in the images',
    { 'train-images-idx3-ubyte': floats(-Infinity, 2, 3, 4), 'train-labels-idx1-ubyte': labels(1) },
    /train-images-idx3-ubyte: sample 0 \(counted from 0\) holds -Infinity/,
  ),
  idx(
    'images of another size to test on',
    { 't10k-images-idx3-ubyte': idxBytes(UINT8, [2, 3, 2], new Uint8Array(12)) },
    /t10k-images-idx3-ubyte: test images of 3 x 2 uint8 values, but the training images/,
  ),
  {
    what: 'no folder of images',
    data: { kind: 'images', path: 'pictures' },
    files: {},
    expected: [/pictures: the path does not exist/],
  },
  {
    what: 'a PNG that is none',
    data: { kind: 'images', path: 'pictures' },
    files: { 'pictures/a/1.png': png(2, 2), 'pictures/a/2.png': 'a text', 'pictures/b/1.png': png(2, 2) },
    expected: [/2\.png: not a PNG or JPEG: it begins with 61207465/],
  },
  {
    what: 'a PNG that is cut short',
    data: { kind: 'images', path: 'pictures' },
    files: {
      'pictures/a/1.png': png(2, 2),
      'pictures/a/2.png': png(2, 2).subarray(0, 40),
      'pictures/b/1.png': png(2, 2),
    },
    expected: [/2\.png: /],
  },
  {
    what: 'images of different sizes',
    data: { kind: 'images', path: 'pictures' },
    files: {
      'pictures/a/1.png': png(2, 2),
      'pictures/a/2.png': png(2, 2),
      'pictures/b/1.png': png(3, 2),
      'pictures/b/2.png': png(3, 2),
    },
    expected: [/b.1\.png: the image is 3 x 2 with 1 channel, but .*a.\d\.png is 2 x 2/],
  },
  {
    what: 'a manifest that is not there',
    data: { kind: 'manifest', path: 'none.csv' },
    files: {},
    expected: [/none\.csv: the path does not exist/],
  },
  manifest(
    'a manifest without its columns',
    'file,class\na.png,0\n',
    {},
    /list\.csv:1: the manifest has no column path, label, split: found file, class/,
  ),
  manifest('an empty manifest', '', {}, /list\.csv:1: the manifest has no column path, label, split/),
  manifest(
    'a manifest without training rows',
    'path,label,split\na.png,0,test\n',
    { 'a.png': png(2, 2) },
    /list\.csv: the manifest has no row with split train/,
  ),
  manifest(
    'a manifest without test rows',
    'path,label,split\na.png,0,train\n',
    { 'a.png': png(2, 2) },
    /list\.csv: the manifest has no row with split test/,
  ),
  manifest(
    'a manifest that names a missing image',
    'path,label,split\na.png,0,train\ngone.png,1,test\n',
    { 'a.png': png(2, 2) },
    /list\.csv:3: .*gone\.png/,
  ),
];

describe('data that cannot be read is refused with one message that names the file', () => {
  it.concurrent.each(CASES.map((each) => [each.what, each] as const))(
    'when there is %s',
    async (what, { data, files, expected }) => {
      const folder = what.replace(/\W+/g, '-');
      for (const [name, content] of Object.entries(files)) workspace.write(`${folder}/${name}`, content);
      const config = { ...tinyConfig({ data: undefined, network, training: { batchSize: 1 } }), data };
      workspace.write(`${folder}/bad.racecar.json`, config);
      expectRefusal(await workspace.racecar('train', `${folder}/bad.racecar.json`), ...expected);
      expect(existsSync(workspace.path(folder, '.racecar')), 'a run was begun').toBe(false);
    },
  );

  it.concurrent('but good data of the same kind is trained on', async () => {
    for (const [name, content] of Object.entries(goodIdx)) workspace.write(`good/${name}`, content);
    workspace.write('good/good.racecar.json', {
      ...tinyConfig({ network, training: { batchSize: 2, epochs: 1 } }),
      data: { kind: 'idx' },
    });
    const [run] = await workspace.json('train', 'good/good.racecar.json');
    expect(run).toMatchObject({ steps: 2 });
  });
});
