import type { StoredBatchNorm } from './checkpointBatchNorms';
import { parentOf } from './checkpointNames';

/** A layer of the network whose batch norm is not beside its kernel in the file. */
export interface LayerWithoutNorm {
  readonly name: string;
  readonly channels: number;
  /** The layer's name in the file, and its kernel's tensor where there is one. */
  readonly stored: string;
  readonly kernel: string | undefined;
  /** The one that the config says. */
  readonly given: StoredBatchNorm | undefined;
}

/**
 * Which batch norm of a file belongs to which layer: the one that the config says; that follows the kernel in the file's
 * graph, or by the numbers of a Sequential; and of what is left those of as many channels, first within a block, where
 * they are as many as the layers.
 *
 * @param kernels   names of all layers with a kernel in the file
 * @param isOrdered whether the file's order is that of the model; else only a single one is taken for a single layer
 */
export function matchBatchNorms(
  layers: readonly LayerWithoutNorm[],
  norms: readonly StoredBatchNorm[],
  kernels: readonly string[],
  isOrdered: boolean,
): ReadonlyMap<string, StoredBatchNorm> {
  const matched = new Map<string, StoredBatchNorm>();
  const open = () => layers.filter(({ name }) => !matched.has(name));
  for (const layer of layers) {
    const known = layer.given ?? following(layer, norms, kernels);
    if (known !== undefined) matched.set(layer.name, known);
  }
  for (const blockOf of [parentOf, () => '']) {
    const groups = new Map<string, LayerWithoutNorm[]>();
    for (const layer of open()) {
      const key = `${layer.channels} ${blockOf(layer.stored)}`;
      groups.set(key, [...(groups.get(key) ?? []), layer]);
    }
    for (const [key, group] of groups) {
      const candidates = freeOf(norms, matched).filter(
        ({ name, channels, kernel }) => kernel === undefined && `${channels} ${blockOf(name)}` === key,
      );
      if (candidates.length !== group.length || (group.length > 1 && !isOrdered)) continue;
      group.forEach(({ name }, index) => matched.set(name, candidates[index]!));
    }
  }
  return matched;
}

/** Those that no layer has. */
export function freeOf(
  norms: readonly StoredBatchNorm[],
  matched: ReadonlyMap<string, StoredBatchNorm>,
): StoredBatchNorm[] {
  const taken = new Set(matched.values());
  return norms.filter((norm) => !taken.has(norm));
}

/** The batch norm that surely is behind a kernel: by the file's graph, or by the numbers of a Sequential. */
export function following(
  { stored, kernel, channels }: Pick<LayerWithoutNorm, 'stored' | 'kernel' | 'channels'>,
  norms: readonly StoredBatchNorm[],
  kernels: readonly string[],
): StoredBatchNorm | undefined {
  const inGraph = norms.find((norm) => kernel !== undefined && norm.kernel === kernel);
  if (inGraph !== undefined) return inGraph;
  // The next of the same Sequential before its next kernel.
  const at = numberOf(stored);
  if (at === undefined) return undefined;
  const behind = (name: string) => {
    const number = parentOf(name) === parentOf(stored) ? numberOf(name) : undefined;
    return number !== undefined && number > at ? number : Infinity;
  };
  const end = kernels.reduce((least, name) => Math.min(least, behind(name)), Infinity);
  return norms.find(
    (norm) => norm.kernel === undefined && norm.channels === channels && behind(norm.name) < end,
  );
}

/** The number of a Sequential's member; undefined of what is called by a name. */
function numberOf(layer: string): number | undefined {
  const last = layer.slice(parentOf(layer).length);
  return /^\d{1,9}$/.test(last) ? Number(last) : undefined;
}
