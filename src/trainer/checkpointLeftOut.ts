import type { Checkpoint, StoredTensor } from '../checkpoints/checkpoint';
import { listOf } from '../checkpoints/lists';
import { isScaling, isState } from '../checkpoints/tensorRoles';
import { sizeOf } from '../config/networkPlan';
import { BATCH_NORM_WEIGHTS } from '../checkpoints/tensorUse';
import type { StoredBatchNorm } from './checkpointBatchNorms';
import { weightOf } from './checkpointNames';
import type { LayerWithoutNorm } from './checkpointNormMatches';
import { following, freeOf, matchBatchNorms } from './checkpointNormMatches';

/** How many names a note gives. */
const MOST_NAMED = 6;

/** What a file has beside a kernel that the network's layer has no place for. */
export interface LeftOut {
  readonly layer: string;
  /** In words. */
  readonly note: string;
  /** Names of its tensors. */
  readonly tensors: readonly string[];
}

/**
 * The batch norms of a file behind kernels whose layers have none in the network: those that surely are, those that are as
 * far as their channels and order tell, and where several may be, all of them.
 *
 * @param layers  without a batch norm in the network, whose kernels are in the file
 * @param norms   that no layer of the network has
 * @param kernels names of all layers with a kernel in the file
 */
export function normsLeftOut(
  layers: readonly LayerWithoutNorm[],
  norms: readonly StoredBatchNorm[],
  kernels: readonly { readonly name: string; readonly kernel: string }[],
  isOrdered: boolean,
): readonly LeftOut[] {
  const names = kernels.map(({ name }) => name);
  // Those that surely are behind kernels which the network does not have are none of its layers'.
  const wanted = new Set(layers.map(({ kernel }) => kernel));
  const ofOthers = kernels.flatMap(({ name, kernel }) =>
    wanted.has(kernel)
      ? []
      : norms.filter(
          (norm) => following({ stored: name, kernel, channels: norm.channels }, [norm], names) !== undefined,
        ),
  );
  const open = norms.filter((norm) => !ofOthers.includes(norm));
  const matched = matchBatchNorms(layers, open, names, isOrdered);
  const left = freeOf(open, matched).filter(({ kernel }) => kernel === undefined);
  return layers.flatMap((layer): readonly LeftOut[] => {
    const norm = matched.get(layer.name);
    if (norm !== undefined) {
      const isSure = following(layer, [norm], names) !== undefined;
      const what = isSure ? 'the batch norm' : 'what seems to be the batch norm';
      return [leftOut(layer.name, `${what} behind it in the file, ${norm.name}, is left out`, [norm])];
    }
    const candidates = left.filter(({ channels }) => channels === layer.channels);
    if (candidates.length === 0) return [];
    const which = listOf(
      candidates.map(({ name }) => name),
      MOST_NAMED,
    );
    return [
      leftOut(
        layer.name,
        `a batch norm behind it in the file is left out, if it has one of ${which}`,
        candidates,
      ),
    ];
  });
}

function leftOut(layer: string, what: string, norms: readonly StoredBatchNorm[]): LeftOut {
  return {
    layer,
    note: `${what}, as the config has "batchNorm": false`,
    tensors: norms.flatMap(({ weights }) => [...weights.values()]),
  };
}

/** The weights of a batch norm that lies beside a layer's kernel, as Racecar stores it. */
export function normBeside(stored: string, has: (tensor: string) => boolean): readonly string[] {
  if (weightOf(stored, 'movingVariance', has) === undefined) return [];
  return BATCH_NORM_WEIGHTS.flatMap((weight) => weightOf(stored, weight, has) ?? []);
}

/** Which of a file's weights are of no layer of the network; undefined where none are. @param used tensors that are */
export function otherWeights({ tensors }: Checkpoint, used: ReadonlySet<string>): string | undefined {
  const layers = new Set(
    tensors.filter((tensor) => !used.has(tensor.info.name) && isWeight(tensor)).map(layerNameOf),
  );
  if (layers.size === 0) return undefined;
  return `Left out, as the config has no layer for them: ${listOf([...layers], MOST_NAMED)}`;
}

/** Not what counts steps, is a state of an optimizer, a single number, or scales others. */
function isWeight({ info: { name, dtype, shape }, role }: StoredTensor): boolean {
  if (role !== undefined || isState(name) || isScaling(name)) return false;
  return /^(f|bf)\d/.test(dtype) && sizeOf(shape) > 1;
}

function layerNameOf({ info: { name } }: StoredTensor): string {
  return name.replace(/[./](vars[./]\d+|[^./]+)$/, '');
}
