import { promisify } from 'node:util';
import { inflate as inflateCallback } from 'node:zlib';
import { sizeOf } from '../../config/networkPlan';
import { messageOf } from '../../config/userError';
import type { Dtype, Values } from '../dtypes';
import { bytesOf, decodeInto, emptyValues } from '../dtypes';
import { rowMajorStrides } from '../storedValues';
import type { Hdf5Bytes } from './bytes';
import type { DataLayout } from './dataset';

type Chunked = Extract<DataLayout, { kind: 'chunked' }>;

interface Chunk {
  readonly address: number;
  readonly size: number;
  /** Filters that were not applied, a bit each. */
  readonly skipped: number;
  /** Of its first value, along each axis. */
  readonly start: readonly number[];
}

const inflate = promisify(inflateCallback);

/** A chunk that is inflated in one piece; h5py makes them of 1 MB at most. */
const CHUNK_LIMIT = 2 ** 28;

/** The values of a data set in chunks, row by row. Chunks that were never written hold the fill value. */
export async function readChunked(
  file: Hdf5Bytes,
  { address, chunk, filters }: Chunked,
  shape: readonly number[],
  dtype: Dtype,
  littleEndian: boolean,
  fill: number,
  signal?: AbortSignal,
): Promise<Values> {
  const values = emptyValues(dtype, sizeOf(shape)).fill(fill);
  const bytes = sizeOf(chunk) * bytesOf(dtype);
  if (bytes > CHUNK_LIMIT) throw file.wrong(`Chunks of ${bytes} bytes are larger than any that are read.`);
  if (address < 0) return values;
  const most = sizeOf(shape.map((size, axis) => Math.ceil(size / chunk[axis]!)));
  let found = 0;
  for await (const each of chunksOf(file, address, shape.length, new Set())) {
    signal?.throwIfAborted();
    if (++found > most) throw file.wrong(`A data set has more than the ${most} chunks that fit into it.`);
    const stored = await unfiltered(file, each, filters, bytesOf(dtype), bytes);
    const block = emptyValues(dtype, sizeOf(chunk));
    decodeInto(block, 0, stored, dtype, littleEndian);
    place(values, shape, block, chunk, each.start);
  }
  return values;
}

async function* chunksOf(
  file: Hdf5Bytes,
  address: number,
  rank: number,
  seen: Set<number>,
): AsyncGenerator<Chunk> {
  if (seen.has(address)) throw file.wrong('The tree of chunks contains itself.');
  seen.add(address);
  const start = await file.block(address, 8);
  if (start.text(4) !== 'TREE' || start.u8() !== 1) throw file.wrong('The tree of chunks is missing.');
  const level = start.u8();
  const count = start.u16();
  const keySize = 8 + 8 * (rank + 1);
  const children = await file.block(address + 8 + 2 * file.offsetSize, count * (keySize + file.offsetSize));
  for (let i = 0; i < count; i++) {
    const size = children.u32();
    const skipped = children.u32();
    const position = Array.from({ length: rank }, () => children.number(8));
    children.skip(8);
    const child = children.offset();
    if (level > 0) yield* chunksOf(file, child, rank, seen);
    else yield { address: child, size, skipped, start: position };
  }
}

async function unfiltered(
  file: Hdf5Bytes,
  { address, size, skipped }: Chunk,
  filters: readonly number[],
  valueSize: number,
  expected: number,
): Promise<Uint8Array> {
  let bytes = await file.reader.read(file.base + address, size);
  for (let i = filters.length - 1; i >= 0; i--) {
    if (skipped & (1 << i)) continue;
    if (filters[i] === 3) bytes = bytes.subarray(0, -4);
    else if (filters[i] === 2) bytes = unshuffled(bytes, valueSize);
    else {
      try {
        bytes = await inflate(bytes, { maxOutputLength: expected + 4 });
      } catch (error) {
        throw file.wrong(`A chunk cannot be inflated: ${messageOf(error)}.`, error);
      }
    }
  }
  if (bytes.length !== expected) throw file.wrong(`A chunk has ${bytes.length} bytes, expected ${expected}.`);
  return bytes;
}

/** All first bytes, all second bytes … back to value by value. */
function unshuffled(bytes: Uint8Array, valueSize: number): Uint8Array {
  const count = Math.floor(bytes.length / valueSize);
  const result = Uint8Array.from(bytes);
  for (let part = 0; part < valueSize; part++) {
    for (let i = 0; i < count; i++) result[i * valueSize + part] = bytes[part * count + i]!;
  }
  return result;
}

/** Copies the part of a chunk that lies within the data set. */
function place(
  values: Values,
  shape: readonly number[],
  block: Values,
  chunk: readonly number[],
  start: readonly number[],
): void {
  const strides = rowMajorStrides(shape);
  const inner = chunk.at(-1)!;
  const outer = chunk.slice(0, -1);
  const index = outer.map(() => 0);
  for (let row = 0; row < sizeOf(outer); row++) {
    let within = true;
    let to = start.at(-1)!;
    index.forEach((position, axis) => {
      const absolute = start[axis]! + position;
      within &&= absolute >= 0 && absolute < shape[axis]!;
      to += absolute * strides[axis]!;
    });
    const count = Math.min(inner, shape.at(-1)! - start.at(-1)!);
    if (within && count > 0) values.set(block.subarray(row * inner, row * inner + count), to);
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < outer[axis]!) break;
      index[axis] = 0;
    }
  }
}
