import type { Block, Hdf5Bytes } from './bytes';
import { bTreeRecords } from './bTree2';
import { FractalHeap } from './fractalHeap';

/** The type of the index of a group's links by their names. */
const BY_NAME = 5;
const HASH = 4;

/**
 * The link messages of a group that keeps them in a heap, as h5py's do with libver='latest' and more than eight members.
 *
 * @param heap  addresses of the heap and of the index by name
 * @throws UserError where a part is missing or damaged
 */
export async function* denseLinks(file: Hdf5Bytes, heap: number, index: number): AsyncGenerator<Block> {
  const objects = await FractalHeap.open(file, heap, 'a group');
  for await (const record of bTreeRecords(file, index, BY_NAME, 'index of a group')) {
    record.skip(HASH);
    yield await objects.object(record.block(objects.idLength));
  }
}
