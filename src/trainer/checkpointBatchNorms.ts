import type { Checkpoint, StoredTensor } from '../checkpoints/checkpoint';
import type { BatchNormWeight } from '../checkpoints/tensorUse';
import { BATCH_NORM_WEIGHTS } from '../checkpoints/tensorUse';
import { batchNormWeightOf, layerOfVariance } from './checkpointNames';

/** A batch norm that is a layer of its own in a file. */
export interface StoredBatchNorm {
  readonly name: string;
  /** As the model's description calls it, where the name does not hold that. */
  readonly layer?: string;
  readonly channels: number;
  /** Names of its tensors; gamma and beta may be missing. */
  readonly weights: ReadonlyMap<BatchNormWeight, string>;
  /** The kernel whose outputs it normalises, where the file's graph says so. */
  readonly kernel?: string;
}

/** Formats whose tensors need not come in the order in which the model was written. */
const UNORDERED = new Set(['safetensors']);

/** The batch norms of a checkpoint, in the order of the file. */
export function storedBatchNorms({ tensors }: Checkpoint): StoredBatchNorm[] {
  const vectors = new Map(
    tensors.flatMap((tensor) =>
      tensor.info.shape.length === 1 ? [[tensor.info.name, tensor] as const] : [],
    ),
  );
  return [...vectors.values()].flatMap((variance): readonly StoredBatchNorm[] => {
    const { info, use } = variance;
    if (use?.batchNorms === undefined) {
      const found = byName(variance, vectors);
      return found === undefined ? [] : [found];
    }
    const name = layerOfVariance(info.name) ?? info.name;
    return use.batchNorms.map((norm) => ({ name, channels: info.shape[0]!, ...norm }));
  });
}

/** Whether batch norms come in the order in which the model was written. */
export function keepsOrder({ format }: Checkpoint): boolean {
  return !UNORDERED.has(format);
}

type Vectors = ReadonlyMap<string, StoredTensor>;

function byName({ info, use }: StoredTensor, vectors: Vectors): StoredBatchNorm | undefined {
  const name = layerOfVariance(info.name);
  if (name === undefined) return undefined;
  const channels = info.shape[0]!;
  const has = (tensor: string) => vectors.get(tensor)?.info.shape[0] === channels;
  const weights = new Map(
    BATCH_NORM_WEIGHTS.flatMap((weight) => {
      const tensor = batchNormWeightOf(name, weight, has);
      return tensor === undefined ? [] : [[weight, tensor] as const];
    }),
  );
  // Numbers alone tell what they are only where all four are there.
  const isComplete = weights.has('movingMean') && (!info.name.endsWith('/vars/3') || weights.size === 4);
  if (!isComplete) return undefined;
  return { name, channels, weights, ...(use?.layer === undefined ? {} : { layer: use.layer }) };
}
