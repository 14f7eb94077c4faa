import { sizeOf } from '../../config/networkPlan';
import type { Dtype, Values } from '../dtypes';
import { bytesOf, decodeInto, emptyValues } from '../dtypes';
import { readingAhead } from '../rangeReader';
import { rowMajorStrides } from '../storedValues';
import type { Hdf5Bytes } from './bytes';
import type { ChunkedLayout } from './chunkedLayout';
import { unfiltered } from './chunkFilters';
import { isPartial } from './chunkGrid';
import { chunksOf } from './chunkIndex';

/** Bytes of the largest chunk, which is inflated in one piece; h5py makes them of 1 MB at most. */
const CHUNK_LIMIT = 2 ** 28;
/** Bytes that a chunk may have however few values of it the data set has. */
const SMALL_CHUNK = 2 ** 25;
/** Chunks of one data set that are read. */
const MOST_CHUNKS = 2 ** 20;
/** Bytes that chunks are inflated to in any case. */
const WORK_LIMIT = 2 ** 32;
/** How many times the bytes of the values they may have otherwise: what lies beyond the edges of the data set. */
const MOST_TIMES = 4;

/** The values of a data set in chunks, row by row. Chunks that were never written hold the fill value. */
export async function readChunked(
  file: Hdf5Bytes,
  layout: ChunkedLayout,
  shape: readonly number[],
  dtype: Dtype,
  littleEndian: boolean,
  fill: number,
  signal?: AbortSignal,
): Promise<Values> {
  const { chunk, filters, hasBareEdges } = layout;
  const values = emptyValues(dtype, sizeOf(shape));
  // Zeros that nobody touches take no memory.
  if (fill !== 0) values.fill(fill);
  const bytes = sizeOf(chunk) * bytesOf(dtype);
  if (values.length === 0) return values;
  const own = MOST_TIMES * values.length * bytesOf(dtype);
  if (bytes > Math.min(CHUNK_LIMIT, Math.max(SMALL_CHUNK, own))) {
    throw file.wrong(
      `Its chunks have ${bytes} bytes each, which are too many for its ${values.length} values.`,
    );
  }
  const fitting = sizeOf(shape.map((size, axis) => Math.ceil(size / chunk[axis]!)));
  const most = Math.min(fitting, MOST_CHUNKS, Math.floor(Math.max(WORK_LIMIT, own) / bytes));
  const reader = readingAhead(file.reader);
  let found = 0;
  for await (const { address, size, skipped, start } of chunksOf(file, layout, shape, bytes)) {
    signal?.throwIfAborted();
    if (++found > most) throw tooMany(file, most, fitting, bytes);
    // Deflate makes what it cannot compress only a little larger.
    if (size > 2 * bytes + 1024)
      throw file.wrong(`A chunk is stored in ${size} bytes, expected at most ${bytes}.`);
    const stored = await reader.read(file.base + address, size);
    const isBare = hasBareEdges && isPartial(start, chunk, shape);
    const restored = await unfiltered(file, stored, isBare ? [] : filters, skipped, bytesOf(dtype), bytes);
    const block = emptyValues(dtype, sizeOf(chunk));
    decodeInto(block, 0, restored, dtype, littleEndian);
    place(values, shape, block, chunk, start);
  }
  return values;
}

function tooMany(file: Hdf5Bytes, most: number, fitting: number, bytes: number): Error {
  return file.wrong(
    most === fitting
      ? `A data set has more than the ${most} chunks that fit into it.`
      : `A data set has more than ${most} chunks of ${bytes} bytes, which are not read.`,
  );
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
