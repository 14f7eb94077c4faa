import { describe, expect, it } from 'vitest';
import { readHdf5 } from '../../../src/checkpoints/hdf5/readHdf5';
import { Hdf5Bytes } from '../../../src/checkpoints/hdf5/bytes';
import { readChunked } from '../../../src/checkpoints/hdf5/chunks';
import { chunkGrid, isWithin } from '../../../src/checkpoints/hdf5/chunkGrid';
import { findKernels } from '../../../src/checkpoints/kernels';
import { readingAhead, readerOf } from '../../../src/checkpoints/rangeReader';
import { fixtureBytes, infoOf, openAsCheckpoint, openBytes, ramp, valuesOf } from './support';

const open = (name: string) => openAsCheckpoint(fixtureBytes(name), name);

describe.each(['chunks_v110.h5.gz', 'chunks_latest.h5.gz'])('%s', (name) => {
  it.each([
    ['single', 84],
    ['single_deflated', 84],
    ['implicit', 70],
    ['fixed', 70],
    ['fixed_checked', 70],
    ['rows', 210],
    ['columns', 210],
    ['both', 280],
    ['both_deflated', 70],
    ['bare_edges', 70],
  ])('%s', async (tensor, count) => {
    const checkpoint = await open(name);
    expect(infoOf(checkpoint, tensor).unreadable).toBeUndefined();
    expect(await valuesOf(checkpoint, tensor)).toEqual(ramp(count));
  });

  it('has the fill value where nothing was written', async () => {
    const checkpoint = await open(name);
    const row = (start: number) => [...ramp(4, start), -1.5, -1.5];
    const rest = new Array<number>(12).fill(-1.5);
    expect(await valuesOf(checkpoint, 'part')).toEqual([...row(0), ...row(4), ...rest]);
    expect(await valuesOf(checkpoint, 'none')).toEqual(new Array(24).fill(0.25));
  });
});

describe('an array of chunks in pages', () => {
  it.each([
    ['fixed', 3000],
    ['growing', 150_000],
  ])('that is %s', async (array, count) => {
    const checkpoint = await open('paged.h5.gz');
    const expected = new Float32Array(count).fill(-1);
    for (const start of [5, Math.floor(count / 3), count - 3]) expected.set(ramp(3, start), start);
    for (const kind of ['plain', 'deflated']) {
      const values = await checkpoint.readTensor(`${kind}/${array}`);
      expect(values).toHaveLength(count);
      expect(values.findIndex((value, i) => value !== expected[i])).toBe(-1);
    }
  });

  it('is read as far as it was written', async () => {
    const bytes = fixtureBytes('paged.h5.gz');
    const file = openBytes(bytes, 'paged.h5');
    const { tensors } = await readHdf5(file, 'paged.h5');
    const before = file.bytesRead();
    await tensors.find(({ info }) => info.name === 'plain/growing')!.read!();
    // An index block, two super blocks with a data block each, three pages of 8 kB; a window of 64 kB for each chunk at most.
    expect(file.bytesRead() - before).toBeLessThan(40_000 + 9 * 2 ** 16);
  });
});

describe('attributes', () => {
  it.each(['attributes.h5.gz', 'shared.h5.gz'])(
    'in heaps: %s describes its model as others do',
    async (name) => {
      const checkpoint = await open(name);
      expect(await valuesOf(checkpoint, 'grow/kernel:0')).toEqual(ramp(8));
      expect(findKernels(checkpoint).find((kernel) => kernel.name === 'grow')!.layout).toBe('spatial-out-in');
    },
  );

  it('say of weights without a type of their own that they are bfloat16', async () => {
    const checkpoint = await open('attributes.h5.gz');
    expect(infoOf(checkpoint, 'bfloat').dtype).toBe('bf16');
    expect(await valuesOf(checkpoint, 'bfloat')).toEqual(ramp(6));
    expect(infoOf(checkpoint, 'opaque').unreadable).toBe('Racecar does not read opaque values of two bytes');
  });

  it('that cannot be read cost what they say, not the weights', async () => {
    const bytes = Buffer.from(fixtureBytes('attributes.h5.gz'));
    bytes.write('XXXX', bytes.indexOf('FRHP'));
    const { tensors, modelConfig } = await readHdf5(readerOf(bytes, 'a.h5'), 'a.h5');
    expect(modelConfig).toBeUndefined();
    expect(tensors.map(({ info }) => info.name)).toContain('grow/kernel:0');
  });
});

describe('messages that objects share', () => {
  it('are found in the file’s heap, and a named type where it is', async () => {
    const shared = await open('shared.h5.gz');
    for (const name of ['first', 'second']) expect(await valuesOf(shared, name)).toEqual(ramp(70));
    expect(await valuesOf(await open('attributes.h5.gz'), 'named_type')).toEqual(ramp(6));
  });

  it('whose table is missing are an error that says so', async () => {
    const bytes = Buffer.from(fixtureBytes('shared.h5.gz'));
    bytes.write('XXXX', bytes.indexOf('SMTB'));
    await expect(openAsCheckpoint(bytes, 's.h5')).rejects.toThrow('The table of shared messages is missing.');
  });
});

describe('chunks are numbered', () => {
  it.each([
    [
      'row by row of all that there may be',
      [4, 3],
      [20, 9],
      [10, 7],
      [0, 3, 4, 9],
      [
        [0, 0],
        [4, 0],
        [4, 3],
        [12, 0],
      ],
    ],
    [
      'with the axis that grows first',
      [3, 4],
      [10, -1],
      [7, 30],
      [0, 1, 4, 31],
      [
        [0, 0],
        [3, 0],
        [0, 4],
        [9, 28],
      ],
    ],
  ])('%s', (_, chunk, maxShape, shape, indices, starts) => {
    const grid = chunkGrid({ chunk, maxShape }, shape);
    expect(indices.map((index) => grid.startOf(index))).toEqual(starts);
    const all = Array.from({ length: grid.limit }, (__, index) => grid.startOf(index));
    expect(grid.startOf(grid.limit - 1)).toEqual(
      chunk.map((length, axis) => length * (Math.ceil(shape[axis]! / length) - 1)),
    );
    expect(new Set(all.map(String)).size).toBe(grid.limit);
    const own = Array.from(grid.chunks());
    expect(own.map(({ index }) => grid.startOf(index))).toEqual(own.map(({ start }) => start));
    const isOwn = (start: readonly number[]) => isWithin(start, shape);
    expect(new Set(own.map(({ start }) => String(start)))).toEqual(new Set(all.filter(isOwn).map(String)));
  });

  it('however many more there may be than there are', () => {
    const grid = chunkGrid({ chunk: [2, 2], maxShape: [6, 2 ** 50] }, [4, 3]);
    expect(Array.from(grid.chunks())).toEqual([
      { index: 0, start: [0, 0] },
      { index: 1, start: [0, 2] },
      { index: 2 ** 49, start: [2, 0] },
      { index: 2 ** 49 + 1, start: [2, 2] },
    ]);
  });
});

describe('what lies where chunks should', () => {
  /** @param change of the bytes, given where a signature is */
  const changed = async (
    signature: string,
    change: (bytes: Buffer, at: number) => unknown,
    name = 'chunks_v110.h5.gz',
  ) => {
    const bytes = Buffer.from(fixtureBytes(name));
    for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 1)) change(bytes, at);
    return openAsCheckpoint(bytes, 'changed.h5');
  };

  it.each<[string, string, string, (bytes: Buffer, at: number) => unknown, RegExp]>([
    [
      'a fixed array of 2^50 entries',
      'fixed',
      'FAHD',
      (b, at) => b.writeBigUInt64LE(2n ** 50n, at + 8),
      /expected|larger|has only/,
    ],
    [
      'a fixed array that is elsewhere',
      'fixed',
      'FAHD',
      (b, at) => b.writeBigUInt64LE(16n, at + 16),
      /array of chunks is missing/,
    ],
    ['pages of 2^200 entries', 'fixed', 'FAHD', (b, at) => b.writeUInt8(200, at + 7), /pages of 2\^200/],
    [
      'an array that grows to 2^255',
      'rows',
      'EAHD',
      (b, at) => b.writeUInt8(255, at + 7),
      /array of chunks has 255 bits/,
    ],
    ['blocks of no entries', 'rows', 'EAHD', (b, at) => b.writeUInt8(0, at + 9), /blocks of 0/],
    [
      'entries of two bytes',
      'rows',
      'EAHD',
      (b, at) => b.writeUInt8(2, at + 6),
      /sizes of chunks are said to have -10 bytes/,
    ],
    [
      'a tree of 16 levels',
      'both_deflated',
      'BTHD',
      (b, at) => isOfChunks(b, at) && b.writeUInt16LE(16, at + 12),
      /node of the tree of chunks is missing/,
    ],
    [
      'a tree of another kind',
      'both',
      'BTHD',
      (b, at) => isOfChunks(b, at) && b.writeUInt8(5, at + 5),
      /The tree of chunks is missing/,
    ],
    [
      'nodes of 4 GB',
      'both',
      'BTHD',
      (b, at) => isOfChunks(b, at) && b.writeUInt32LE(2 ** 32 - 1, at + 6),
      /nodes of 4294967295 bytes/,
    ],
  ])('%s', async (_, tensor, signature, change, message) => {
    const checkpoint = await changed(signature, change);
    await expect(checkpoint.readTensor(tensor)).rejects.toThrow(message);
    // One that has another index is as it was.
    expect(await valuesOf(checkpoint, 'single')).toEqual(ramp(84));
  });

  it.each([
    [
      'chunks that are far larger than what they are for',
      [2 ** 26],
      [4],
      /have 67108864 bytes each, which are too many for its 4/,
    ],
    ['chunks of more than 256 MB', [2 ** 28 + 1], [2 ** 28], /have 268435457 bytes each/],
  ])('%s', async (_, chunk, shape, message) => {
    const layout = {
      kind: 'chunked',
      index: { kind: 'implicit', address: 0 },
      ...{ chunk, maxShape: [-1], filters: [], hasBareEdges: false },
    } as const;
    const file = new Hdf5Bytes(readerOf(new Uint8Array(8), 'large.h5'));
    await expect(readChunked(file, layout, shape, 'u8', true, 0)).rejects.toThrow(message);
  });

  it('a tree that contains itself', async () => {
    const checkpoint = await changed('BTIN', (bytes, at) => {
      // The first child, after the signature, version, type and the records of 24 bytes.
      if (isOfChunks(bytes, at)) bytes.writeBigUInt64LE(BigInt(at), at + 6 + 24 * recordsOf(bytes, at));
    });
    await expect(checkpoint.readTensor('both')).rejects.toThrow('The tree of chunks contains itself.');
  });

  it('a chunk whose checksum is another one', async () => {
    const bytes = Buffer.from(fixtureBytes('chunked.h5'));
    // The first values of the data set that is checked: -1, -0.875 … in one chunk of 64 bytes.
    const values = Buffer.from(Float32Array.from(ramp(16)).buffer);
    bytes.writeUInt8(1, bytes.indexOf(values) + 4);
    const checkpoint = await openAsCheckpoint(bytes, 'chunked.h5');
    await expect(checkpoint.readTensor('g/checked')).rejects.toThrow('does not have the checksum');
  });
});

/** Whether a part of a version 2 B-tree is one of a tree of chunks: those of links have another type. */
function isOfChunks(bytes: Buffer, at: number): boolean {
  return bytes.readUInt8(at + 5) >= 10;
}

/** Of the root of the tree that a node is, from the header that refers to it. */
function recordsOf(bytes: Buffer, node: number): number {
  const address = Buffer.from(BigUint64Array.of(BigInt(node)).buffer);
  return bytes.readUInt16LE(bytes.indexOf(address) + 8);
}

describe('a file that is read ahead', () => {
  it('gives what the file gives, and reads once what lies together', async () => {
    const file = openBytes(
      Uint8Array.from({ length: 1000 }, (_, i) => i),
      'bytes',
    );
    const ahead = readingAhead(file, 100);
    for (const [offset, length] of [
      [0, 10],
      [90, 10],
      [95, 10],
      [990, 10],
      [300, 400],
    ] as const) {
      expect(await ahead.read(offset, length)).toEqual(
        await readerOf(
          Uint8Array.from({ length }, (_, i) => offset + i),
          '',
        ).read(0, length),
      );
    }
    expect(file.bytesRead()).toBe(100 + 100 + 10 + 400);
    await expect(ahead.read(995, 10)).rejects.toThrow('has only 1000');
  });
});
