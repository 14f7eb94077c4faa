import { sizeOf } from '../config/networkPlan';
import { UserError } from '../config/userError';
import type { Values } from './dtypes';
import { withWeightScales } from './weightScales';
import type { KernelLayout } from './kernelLayout';
import type { OpenFile } from './rangeReader';
import type { TensorInfo } from './tensorInfo';
import type { TensorUse } from './tensorUse';

export type { TensorInfo } from './tensorInfo';

export type CheckpointFormat = 'safetensors' | 'npy' | 'npz' | 'onnx' | 'tfjs' | 'keras' | 'pytorch';

/** A tensor with the way to its values. */
export interface StoredTensor {
  readonly info: TensorInfo;
  /** How the format, or the graph that uses the tensor, orders a kernel's axes, where that is known. */
  readonly layout?: KernelLayout;
  /** What it is for where the format says that it is no kernel, such as "it scales a quantised weight". */
  readonly role?: string;
  /** What else the model's description says of it. */
  readonly use?: TensorUse;
  /** Row by row. Absent where `info.unreadable` says why. */
  readonly read?: (signal?: AbortSignal) => Promise<Values>;
}

/** An open checkpoint: its tensors are known, their values are read when they are asked for. */
export interface Checkpoint {
  readonly format: CheckpointFormat;
  /** In words, such as "safetensors, 2 files". */
  readonly description: string;
  readonly file: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly StoredTensor[];
  /** What could not be read or was refused, in sentences. */
  readonly notes: readonly string[];
  /**
   * A tensor's values, row by row.
   * @throws UserError where there is no such tensor, it cannot be read or is too large; the signal's reason when aborted
   */
  readTensor(name: string, options?: { readonly signal?: AbortSignal }): Promise<Values>;
  close(): Promise<void>;
}

/** Values of one tensor that are read into memory: 1 GB as float32. */
const VALUES_LIMIT = 2 ** 28;

/** What each format's reader finds. */
export interface CheckpointParts {
  readonly format: CheckpointFormat;
  readonly description: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly tensors: readonly StoredTensor[];
  readonly notes?: readonly string[];
}

/** Makes a checkpoint of its parts. @param files that it reads from, which close() closes */
export function checkpointOf(file: string, parts: CheckpointParts, files: readonly OpenFile[]): Checkpoint {
  const tensors = withWeightScales(parts.tensors, parts.format);
  const byName = new Map(tensors.map((tensor) => [tensor.info.name, tensor]));
  return {
    metadata: {},
    notes: [],
    ...parts,
    tensors,
    file,
    async readTensor(name, { signal } = {}) {
      const tensor = byName.get(name);
      if (tensor === undefined) throw new UserError(`There is no tensor "${name}".`, { place: { file } });
      const { shape, unreadable } = tensor.info;
      if (unreadable !== undefined || tensor.read === undefined) {
        throw new UserError(`Tensor "${name}" cannot be read: ${unreadable ?? 'its values are not there'}.`, {
          place: { file },
        });
      }
      if (sizeOf(shape) > VALUES_LIMIT) {
        throw new UserError(
          `Tensor "${name}" has ${sizeOf(shape)} values, at most ${VALUES_LIMIT} are read into memory.`,
          { place: { file } },
        );
      }
      signal?.throwIfAborted();
      return tensor.read(signal);
    },
    async close() {
      await Promise.all(files.map((opened) => opened.close()));
    },
  };
}

/** A file that is not what it says it is, or is damaged. */
export function damaged(file: string, format: string, message: string, cause?: unknown): UserError {
  return new UserError(message, {
    place: { file },
    hint: `The file is damaged or not ${format}.`,
    cause,
  });
}

/** Whether a shape is one: whole numbers from 0 on whose product is exact. */
export function isShape(shape: readonly unknown[]): shape is readonly number[] {
  if (shape.length > 32) return false;
  let size = 1;
  for (const length of shape) {
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) return false;
    size *= length;
    if (size > Number.MAX_SAFE_INTEGER) return false;
  }
  return true;
}
