import type { CheckpointParts, StoredTensor, TensorInfo } from './checkpoint';
import { damaged } from './checkpoint';
import { readHdf5 } from './hdf5/readHdf5';
import { kerasLayouts, kerasPathLayouts, kerasPathUses, kerasUses, withUses } from './kerasLayers';
import type { KernelLayout } from './kernelLayout';
import type { RangeReader } from './rangeReader';
import { readerOf, sliceOf } from './rangeReader';
import type { ZipArchive, ZipEntry } from './zip';

/** Weights that are compressed in the archive, which Keras does not do, are inflated into memory up to this size. */
const COMPRESSED_LIMIT = 2 ** 28;

/** The description of a large model. */
const CONFIG_LIMIT = 2 ** 26;

/** A kernel in a file of a whole model, by the name of its layer, which Keras 3 repeats below that of the model. */
const KERNEL = /([^/]+)\/kernel(?::0)?$/;
/** What its layer is called there, and where it lies in weights that Keras 3 wrote. */
const LAYER = /([^/]+)\/[^/]+$/;
const VARIABLES = /^(.+)\/vars\/\d+$/;

/** The entry of a .keras archive that holds the weights. */
export function kerasWeights({ entries }: ZipArchive): ZipEntry | undefined {
  return entries.get('model.weights.h5');
}

/** A file of weights, or of a model before Keras 3. */
export async function readKerasH5(reader: RangeReader, fileName: string): Promise<CheckpointParts> {
  const { tensors, notes, modelConfig, layerNames } = await readHdf5(reader, fileName);
  const config = parsed(modelConfig);
  const layouts = kerasLayouts(config);
  const uses = kerasUses(config);
  const known = withLayouts(tensors, (name) => layouts.get(KERNEL.exec(name)?.[1] ?? ''));
  const named = withUses(known, (name) => {
    const layer = layerNames.get(VARIABLES.exec(name)?.[1] ?? '');
    return layer === undefined ? uses.get(LAYER.exec(name)?.[1] ?? '') : { layer };
  });
  return { format: 'keras', description: 'HDF5', tensors: named, notes };
}

/** @param layoutOf a convolution's order of axes by its kernel's name */
function withLayouts(
  tensors: readonly StoredTensor[],
  layoutOf: (name: string) => KernelLayout | undefined,
): StoredTensor[] {
  return tensors.map((tensor) => {
    const { name, shape } = tensor.info;
    const layout = shape.length > 2 ? layoutOf(name) : undefined;
    return layout === undefined ? tensor : { ...tensor, layout };
  });
}

/** Undefined where it is no JSON; weights can be looked at without. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A .keras archive: JSON that describes the model, and its weights. */
export async function readKerasArchive(
  archive: ZipArchive,
  weights: ZipEntry,
  reader: RangeReader,
  fileName: string,
): Promise<CheckpointParts> {
  const metadata = await readMetadata(archive);
  const config = await readConfig(archive);
  const layouts = kerasPathLayouts(config);
  const uses = kerasPathUses(config);
  const ordered = (tensors: readonly StoredTensor[]) =>
    withUses(
      withLayouts(tensors, (name) => layouts.get(name)),
      (name) => uses.get(VARIABLES.exec(name)?.[1] ?? ''),
    );
  if (weights.isStored) {
    const { offset } = await archive.stored(weights);
    const h5 = sliceOf(reader, offset, weights.size);
    const { tensors, notes } = await readHdf5(h5, fileName, offset);
    return { format: 'keras', description: 'Keras', metadata, tensors: ordered(tensors), notes };
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
  return { format: 'keras', description: 'Keras', metadata, tensors: ordered(inflated), notes };
}

/** The model's description; undefined where there is none, or one that is no JSON. */
async function readConfig(archive: ZipArchive): Promise<unknown> {
  const entry = archive.entries.get('config.json');
  if (entry === undefined || entry.size > CONFIG_LIMIT) return undefined;
  return parsed(new TextDecoder().decode(await archive.read(entry)));
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
