import { sizeOf } from '../config/networkPlan';
import { UserError } from '../config/userError';
import type { CheckpointParts, StoredTensor, TensorInfo } from './checkpoint';
import { damaged, isShape } from './checkpoint';
import type { Dtype, Values } from './dtypes';
import { bytesOf } from './dtypes';
import { listOf } from './lists';
import type { CheckpointFolder, OpenFile, RangeReader } from './rangeReader';
import { checkRange, safeName } from './rangeReader';
import { readValues } from './storedValues';
import { tfjsLayouts, tfjsUses } from './tfjsLayouts';
import { withUses } from './kerasLayers';

const TYPES: Readonly<Record<string, Dtype>> = {
  float32: 'f32',
  float16: 'f16',
  int32: 'i32',
  uint8: 'u8',
  uint16: 'u16',
  bool: 'bool',
};

/** What a weights manifest says of a tensor: github.com/tensorflow/tfjs, tfjs-core/src/io/types.ts. */
interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}

interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightEntry[];
}

/** The weights of a TensorFlow.js model: model.json and the binary files that it names. */
export async function readTfjs(
  model: object,
  file: string,
  folder: CheckpointFolder,
  files: OpenFile[],
): Promise<CheckpointParts> {
  const groups = manifestOf(model, file);
  for (const { paths } of groups) for (const name of paths) safeName(name, file);
  const tensors: StoredTensor[] = [];
  const notes: string[] = [];
  const names = new Set<string>();
  const { modelTopology } = model as { modelTopology?: unknown };
  const layoutOf = tfjsLayouts(modelTopology);
  for (const group of groups) {
    const shards = await openShards(group.paths, folder, files, notes);
    let offset = 0;
    for (const entry of group.weights) {
      if (names.has(entry.name))
        throw damaged(file, 'a TensorFlow.js model', `It has "${entry.name}" twice.`);
      names.add(entry.name);
      const tensor = weightOf(entry, shards, offset, file);
      const layout = layoutOf(entry.name, entry.shape.length);
      tensors.push(layout === undefined ? tensor : { ...tensor, layout });
      // The length of texts is not in the manifest: nothing that follows them can be found.
      offset = tensor.info.dtype === 'string' ? Infinity : offset + tensor.info.byteLength;
    }
  }
  const { format, generatedBy } = model as { format?: unknown; generatedBy?: unknown };
  const metadata = {
    ...(typeof format === 'string' ? { format } : {}),
    ...(typeof generatedBy === 'string' ? { generatedBy } : {}),
  };
  const named = withUses(tensors, tfjsUses(modelTopology));
  return { format: 'tfjs', description: 'TensorFlow.js', metadata, tensors: named, notes };
}

/** The files of a group, one after the other, up to the first that is missing. */
interface Shards {
  readonly parts: readonly { readonly reader: RangeReader; readonly name: string; readonly start: number }[];
  readonly size: number;
  readonly missing?: string;
}

async function openShards(
  paths: readonly string[],
  folder: CheckpointFolder,
  files: OpenFile[],
  notes: string[],
): Promise<Shards> {
  const parts: { reader: RangeReader; name: string; start: number }[] = [];
  let size = 0;
  for (const name of paths) {
    try {
      const reader = await folder.open(name);
      files.push(reader);
      parts.push({ reader, name, start: size });
      size += reader.size;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      notes.push(`${name} cannot be read, so what lies in it and after it is missing: ${error.message}`);
      return { parts, size, missing: name };
    }
  }
  return { parts, size };
}

function weightOf(entry: WeightEntry, shards: Shards, offset: number, file: string): StoredTensor {
  const { name, shape, quantization } = entry;
  const stored = quantization?.dtype ?? entry.dtype;
  const dtype = Object.hasOwn(TYPES, stored) ? TYPES[stored] : undefined;
  const byteLength = dtype === undefined ? 0 : sizeOf(shape) * bytesOf(dtype);
  const part = shards.parts.findLast(({ start }) => start <= offset);
  const scaling = scalingOf(quantization);
  const info: TensorInfo = {
    name,
    shape,
    dtype: dtype ?? stored,
    byteLength,
    file: part?.name ?? listOf([shards.missing ?? '']),
    ...(part === undefined || offset === Infinity ? {} : { byteOffset: offset - part.start }),
    ...(scaling === undefined ? {} : { quantisation: `q * ${scaling.scale} + ${scaling.min}` }),
  };
  if (dtype === undefined) {
    return { info: { ...info, unreadable: `Racecar does not read values of the type ${stored}` } };
  }
  if (offset === Infinity) return { info: { ...info, unreadable: 'it lies behind texts of unknown length' } };
  if (offset + byteLength > shards.size) {
    const why =
      shards.missing === undefined ? 'the files end before its values do' : `${shards.missing} is missing`;
    return { info: { ...info, unreadable: why } };
  }
  const reader = concatenated(shards, file);
  return {
    info,
    async read(signal) {
      const values = await readValues({ reader, offset, dtype, count: sizeOf(shape) }, signal);
      return scaling === undefined ? values : scaled(values, scaling);
    },
  };
}

interface Scaling {
  readonly scale: number;
  readonly min: number;
}

function scalingOf(quantization: WeightEntry['quantization']): Scaling | undefined {
  if (quantization?.scale === undefined || quantization.dtype === 'float16') return undefined;
  return { scale: quantization.scale, min: quantization.min ?? 0 };
}

function scaled(values: Values, { scale, min }: Scaling): Float32Array {
  return Float32Array.from(values, (value) => value * scale + min);
}

/** The files of a group as one. */
function concatenated({ parts, size }: Shards, file: string): RangeReader {
  return {
    file,
    size,
    async read(offset, length) {
      checkRange(file, size, offset, length);
      const bytes = new Uint8Array(length);
      for (const { reader, start } of parts) {
        const from = Math.max(offset, start);
        const to = Math.min(offset + length, start + reader.size);
        if (from < to) bytes.set(await reader.read(from - start, to - from), from - offset);
      }
      return bytes;
    },
  };
}

function manifestOf(model: object, file: string): WeightGroup[] {
  const wrong = (message: string) => damaged(file, 'a TensorFlow.js model', message);
  const { weightsManifest } = model as { weightsManifest?: unknown };
  if (!Array.isArray(weightsManifest)) throw wrong('It has no weightsManifest.');
  return weightsManifest.map((group: unknown) => {
    const { paths, weights } = (group ?? {}) as { paths?: unknown; weights?: unknown };
    if (!Array.isArray(paths) || !paths.every((each) => typeof each === 'string')) {
      throw wrong('A group of its weightsManifest has no paths.');
    }
    if (!Array.isArray(weights)) throw wrong('A group of its weightsManifest has no weights.');
    return { paths, weights: weights.map((entry: unknown) => weightEntry(entry, wrong)) };
  });
}

function weightEntry(value: unknown, wrong: (message: string) => UserError): WeightEntry {
  const entry = (value ?? {}) as Partial<Record<keyof WeightEntry, unknown>>;
  const { name, shape, dtype, quantization } = entry;
  if (typeof name !== 'string' || typeof dtype !== 'string') throw wrong('A weight has no name or dtype.');
  if (!Array.isArray(shape) || !isShape(shape)) throw wrong(`Weight "${name}" has no shape.`);
  if (quantization === undefined || quantization === null) return { name, shape, dtype };
  const { dtype: stored, scale, min } = quantization as Record<string, unknown>;
  const isNumber = (each: unknown) => each === undefined || Number.isFinite(each);
  if (typeof stored !== 'string' || !isNumber(scale) || !isNumber(min)) {
    throw wrong(`Weight "${name}" has a quantization without a type or with a scale that is no number.`);
  }
  return {
    name,
    shape,
    dtype,
    quantization: {
      dtype: stored,
      ...(scale === undefined ? {} : { scale: scale as number }),
      ...(min === undefined ? {} : { min: min as number }),
    },
  };
}
