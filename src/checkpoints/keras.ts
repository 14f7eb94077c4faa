import type { CheckpointParts, TensorInfo } from './checkpoint';
import { damaged } from './checkpoint';
import { readHdf5 } from './hdf5/readHdf5';
import type { RangeReader } from './rangeReader';
import { readerOf, sliceOf } from './rangeReader';
import type { ZipArchive, ZipEntry } from './zip';

/** Weights that are compressed in the archive, which Keras does not do, are inflated into memory up to this size. */
const COMPRESSED_LIMIT = 2 ** 28;

/** The entry of a .keras archive that holds the weights. */
export function kerasWeights({ entries }: ZipArchive): ZipEntry | undefined {
  return entries.get('model.weights.h5');
}

/** A file of weights, or of a model before Keras 3. */
export async function readKerasH5(reader: RangeReader, fileName: string): Promise<CheckpointParts> {
  return { format: 'keras', description: 'HDF5', ...(await readHdf5(reader, fileName)) };
}

/** A .keras archive: JSON that describes the model, and its weights. */
export async function readKerasArchive(
  archive: ZipArchive,
  weights: ZipEntry,
  reader: RangeReader,
  fileName: string,
): Promise<CheckpointParts> {
  const metadata = await readMetadata(archive);
  if (weights.isStored) {
    const { offset } = await archive.stored(weights);
    const h5 = sliceOf(reader, offset, weights.size);
    return { format: 'keras', description: 'Keras', metadata, ...(await readHdf5(h5, fileName, offset)) };
  }
  if (weights.size > COMPRESSED_LIMIT) {
    throw damaged(
      reader.file,
      'a Keras model',
      `Its weights are compressed and have ${weights.size} bytes, at most ${COMPRESSED_LIMIT} are inflated.`,
    );
  }
  const h5 = readerOf(await archive.read(weights), `${reader.file}, ${weights.name}`);
  const { tensors, notes } = await readHdf5(h5, fileName);
  // Offsets within what was inflated are none of the file.
  const inflated = tensors.map((tensor) => {
    const info: { -readonly [Key in keyof TensorInfo]: TensorInfo[Key] } = { ...tensor.info };
    delete info.byteOffset;
    return { ...tensor, info };
  });
  return { format: 'keras', description: 'Keras', metadata, tensors: inflated, notes };
}

async function readMetadata(archive: ZipArchive): Promise<Record<string, string>> {
  const entry = archive.entries.get('metadata.json');
  if (entry === undefined || entry.size > 2 ** 16) return {};
  const metadata: Record<string, string> = {};
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(await archive.read(entry)));
    for (const key of ['keras_version', 'date_saved']) {
      const value = (parsed as Record<string, unknown> | null)?.[key];
      if (typeof value === 'string') metadata[key] = value;
    }
  } catch (error) {
    // The weights do not depend on it.
    if (!(error instanceof SyntaxError)) throw error;
  }
  return metadata;
}
