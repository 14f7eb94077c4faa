import path from 'node:path';
import { UserError } from '../config/userError';
import type { Checkpoint, CheckpointParts } from './checkpoint';
import { checkpointOf } from './checkpoint';
import { isHdf5 } from './hdf5/readHdf5';
import { readJsonObject } from './jsonFile';
import { kerasWeights, readKerasArchive, readKerasH5 } from './keras';
import { listOf } from './lists';
import { isNpy, readNpy, readNpz } from './npy';
import { readOnnx } from './onnx';
import { pytorchPickle, readPytorch } from './pytorch';
import { isPickle, readPytorchLegacy } from './pytorchLegacy';
import type { CheckpointFolder, OpenFile, RangeReader } from './rangeReader';
import { folderOf, openFile } from './rangeReader';
import { readSafetensors } from './safetensors';
import { readShardedModel } from './shardedModel';
import { readTfjs } from './tfjs';
import { isZip, openZip } from './zip';

/** What a file is by its first bytes. */
type FileKind = 'npy' | 'zip' | 'hdf5' | 'pickle' | 'json' | 'safetensors' | 'onnx';

/** Formats that are known by their first bytes and not read, and what to do about it. */
const NOT_READ: readonly (readonly [start: string, at: number, name: string, hint: string])[] = [
  ['GGUF', 0, 'a GGUF file', 'Its numbers are quantised in blocks; inspect the model that it was made from.'],
  [
    'ustar',
    257,
    'a tar archive (torch.save() before 2016 made such)',
    'Load and save it again with PyTorch.',
  ],
  ['\x1f\x8b', 0, 'compressed by gzip', 'Decompress it first.'],
  ['\x28\xb5\x2f\xfd', 0, 'compressed by zstd', 'Decompress it first.'],
];

const START = 512;

/**
 * Opens a checkpoint of any format, by what it is rather than by its name: reads names, types, shapes and places of its
 * tensors, and none of their values.
 *
 * @param file  of a model in several files the index, the model.json, or any one of them for itself
 * @throws UserError where the file cannot be read, is of no known format or is damaged
 */
export async function openCheckpoint(file: string): Promise<Checkpoint> {
  return openCheckpointFrom(await openFile(file), path.basename(file), folderOf(file));
}

/** The same from any source of bytes. The opened file is closed with the checkpoint, or when it cannot be opened. */
export async function openCheckpointFrom(
  opened: OpenFile,
  fileName: string,
  folder: CheckpointFolder,
): Promise<Checkpoint> {
  const files = [opened];
  try {
    const parts = await readParts(opened, fileName, folder, files);
    return checkpointOf(opened.file, parts, files);
  } catch (error) {
    await Promise.all(files.map((each) => each.close()));
    // Not a bug but what a damaged file's numbers lead to: an index beyond a block, an array too long.
    if (error instanceof RangeError) {
      throw new UserError(`Its contents lead nowhere: ${error.message}.`, {
        place: { file: opened.file },
        hint: 'The file is damaged.',
        cause: error,
      });
    }
    throw error;
  }
}

async function readParts(
  reader: OpenFile,
  fileName: string,
  folder: CheckpointFolder,
  files: OpenFile[],
): Promise<CheckpointParts> {
  const start = await reader.read(0, Math.min(START, reader.size));
  switch (detectKind(start, reader, fileName)) {
    case 'npy':
      return readNpy(reader, fileName);
    case 'zip':
      return readArchive(reader, fileName);
    case 'hdf5':
      return readKerasH5(reader, fileName);
    case 'pickle':
      return readPytorchLegacy(reader, fileName);
    case 'safetensors':
      return readSafetensors(reader, fileName);
    case 'onnx':
      return readOnnx(reader, fileName, folder, files);
    case 'json':
      return readIndex(reader, folder, files);
  }
}

/** @throws UserError where nothing fits */
function detectKind(start: Uint8Array, { file, size }: RangeReader, fileName: string): FileKind {
  if (isNpy(start)) return 'npy';
  if (isZip(start)) return 'zip';
  if (isHdf5(start)) return 'hdf5';
  const text = new TextDecoder('latin1').decode(start);
  for (const [mark, at, name, hint] of NOT_READ) {
    if (text.startsWith(mark, at)) {
      throw new UserError(`It is ${name}, which Racecar does not read.`, { place: { file }, hint });
    }
  }
  // A safetensors header begins with { after its length, whose upper bytes are zero.
  if (start[8] === 0x7b && text.startsWith('\0\0', 6)) return 'safetensors';
  if (isPickle(start)) return 'pickle';
  if (/^(\xef\xbb\xbf)?\s*\{/.test(text)) return 'json';
  const extension = path.extname(fileName).toLowerCase();
  if (extension === '.safetensors' || extension === '.weights') return 'safetensors';
  if (size === 0) throw new UserError('The file is empty.', { place: { file } });
  // ONNX has no mark of its own; every exporter writes the version first.
  if (extension === '.onnx' || (start[0] === 0x08 && start[1]! < 32 && start[2] === 0x12)) return 'onnx';
  throw new UserError('It is no checkpoint that Racecar knows.', {
    place: { file },
    hint: 'It reads safetensors, NumPy, ONNX, TensorFlow.js, Keras (HDF5) and PyTorch files.',
  });
}

async function readArchive(reader: RangeReader, fileName: string): Promise<CheckpointParts> {
  const archive = await openZip(reader);
  const pickle = pytorchPickle(archive);
  if (pickle !== undefined) return readPytorch(archive, pickle, reader, fileName);
  const weights = kerasWeights(archive);
  if (weights !== undefined) return readKerasArchive(archive, weights, reader, fileName);
  const names = [...archive.entries.keys()];
  if (names.length === 0 || names.some((name) => name.endsWith('.npy'))) {
    return readNpz(archive, reader, fileName);
  }
  throw new UserError('It is a zip archive without weights.', {
    place: { file: reader.file },
    hint: `It holds ${listOf(names, 5)}; expected PyTorch's data.pkl, Keras's model.weights.h5 or NumPy's .npy files.`,
  });
}

async function readIndex(
  reader: RangeReader,
  folder: CheckpointFolder,
  files: OpenFile[],
): Promise<CheckpointParts> {
  const index = await readJsonObject(reader, 'the description of a checkpoint');
  if ('weight_map' in index) {
    return readShardedModel(index, reader.file, folder, files, readShard);
  }
  if ('weightsManifest' in index) return readTfjs(index, reader.file, folder, files);
  throw new UserError('It is a JSON file, but describes no checkpoint.', {
    place: { file: reader.file },
    hint: 'Expected the model.json of a TensorFlow.js model or the index of a model in several files.',
  });
}

/** One file of a model in several; never an index again, which could name itself. */
async function readShard(shard: RangeReader, name: string): Promise<CheckpointParts> {
  const kind = detectKind(await shard.read(0, Math.min(START, shard.size)), shard, name);
  if (kind === 'zip') return readArchive(shard, name);
  if (kind === 'safetensors') return readSafetensors(shard, name);
  throw new UserError('It is no file of weights, expected safetensors or PyTorch.', {
    place: { file: shard.file },
  });
}
