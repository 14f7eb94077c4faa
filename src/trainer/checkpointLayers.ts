import type { Checkpoint } from '../checkpoints/checkpoint';
import type { Kernel } from '../checkpoints/kernels';
import { listOf } from '../checkpoints/lists';
import { BATCH_NORM_WEIGHTS } from '../checkpoints/tensorUse';
import type { WeightName } from '../config/layers/layerDefinition';
import type { LayerPlan } from '../config/networkPlan';
import type { StoredBatchNorm } from './checkpointBatchNorms';
import { keepsOrder, storedBatchNorms } from './checkpointBatchNorms';
import { ambiguousName, missingName } from './checkpointNameErrors';
import { endsIn, weightOf } from './checkpointNames';
import type { LeftOut } from './checkpointLeftOut';
import { normBeside, normsLeftOut } from './checkpointLeftOut';
import type { LayerWithoutNorm } from './checkpointNormMatches';
import { freeOf, matchBatchNorms } from './checkpointNormMatches';
import type { WeightNames } from './checkpointStoredLayers';
import { StoredLayers } from './checkpointStoredLayers';

/** How many names a note gives. */
const MOST_NAMED = 12;

/**
 * Which of a file's tensors are the weights of a network's layers: those of the same name, or of the only one that ends in
 * it; and which batch norm belongs to which layer. What several could be is refused, not chosen.
 */
export class CheckpointLayers {
  private readonly stored: StoredLayers;
  private readonly batchNorms: readonly StoredBatchNorm[];
  /** Those that are not beside a kernel, as Racecar stores them, which are of no other layer. */
  private readonly ownLayers: readonly StoredBatchNorm[];
  private normOfLayer: ReadonlyMap<string, StoredBatchNorm> | undefined;

  /** @param layers those of the network */
  constructor(
    private readonly checkpoint: Checkpoint,
    kernels: ReadonlyMap<string, Kernel>,
    private readonly layers: readonly LayerPlan[],
    names: WeightNames,
  ) {
    this.stored = new StoredLayers(checkpoint, kernels, names);
    this.batchNorms = storedBatchNorms(checkpoint);
    const beside = new Set(this.stored.kernelLayers.map(({ name }) => name));
    this.ownLayers = this.batchNorms.filter(({ name }) => !beside.has(name));
  }

  /**
   * The tensor that holds a weight; undefined where there is none.
   * @throws UserError where `names` says one that is not there, or several could be it
   */
  tensorOf(layer: string, weight: WeightName): string | undefined {
    const given = this.stored.given(`${layer}/${weight}`);
    if (given !== undefined) {
      if (this.stored.has(given)) return given;
      throw missingName(this.checkpoint, given, `${layer}/${weight}`, this.stored.tensorNames);
    }
    const stored = this.stored.layer(layer);
    if (weight === 'kernel') return stored?.kernel;
    const own =
      stored === undefined
        ? weightOf(this.stored.given(layer) ?? layer, weight, this.stored.has)
        : this.stored.besideKernel(stored, weight);
    return own ?? (weight === 'bias' ? undefined : this.batchNormOf(layer)?.weights.get(weight));
  }

  /** What is called otherwise in the file and was found all the same; undefined where all is called as it is said. */
  note(layers: readonly string[]): string | undefined {
    const told = layers.flatMap((layer) => {
      const { name, kernel } = this.stored.layerOrNone(layer) ?? {};
      const norm = this.normOfLayer?.get(layer)?.name;
      const given = this.stored.given(layer);
      // A given name may be that of the kernel itself.
      const isTold = name !== undefined && name !== (given ?? layer) && kernel !== given;
      return [
        ...(isTold ? [`${layer} is ${name}`] : []),
        ...(norm === undefined || this.isNamed(layer) ? [] : [`the batch norm of ${layer} is ${norm}`]),
      ];
    });
    return told.length === 0 ? undefined : `Found under other names: ${listOf(told, MOST_NAMED)}`;
  }

  /** Whether it is said which batch norm a layer has. */
  private isNamed(layer: string): boolean {
    return ['batchNorm', ...BATCH_NORM_WEIGHTS].some(
      (each) => this.stored.given(`${layer}/${each}`) !== undefined,
    );
  }

  /** What the file has beside the kernels of some layers, or behind them, that these have no place for. */
  leftOut(wanted: readonly LayerPlan[]): readonly LeftOut[] {
    const told: LeftOut[] = [];
    const withoutNorm: LayerPlan[] = [];
    for (const layer of wanted) {
      const stored = this.stored.layerOrNone(layer.name);
      if (stored === undefined) continue;
      const weights = new Set(layer.weights.map(({ name }) => name));
      const bias = weights.has('bias') ? undefined : this.stored.besideKernel(stored, 'bias');
      if (bias !== undefined) {
        const note = `its bias in the file, ${bias}, is left out, as the config has "useBias": false`;
        told.push({ layer: layer.name, note, tensors: [bias] });
      }
      if (weights.has('movingVariance')) continue;
      const beside = normBeside(stored.name, this.stored.has);
      if (beside.length === 0) withoutNorm.push(layer);
      else {
        const note = 'its batch norm in the file is left out, as the config has "batchNorm": false';
        told.push({ layer: layer.name, note, tensors: beside });
      }
    }
    const layers = withoutNorm.map((layer) => this.withoutNorm(layer));
    const free = freeOf(this.ownLayers, this.matchedNorms());
    return [...told, ...normsLeftOut(layers, free, this.stored.kernelLayers, keepsOrder(this.checkpoint))];
  }

  private matchedNorms(): ReadonlyMap<string, StoredBatchNorm> {
    this.normOfLayer ??= matchBatchNorms(
      this.layers.filter((each) => this.needsBatchNorm(each)).map((each) => this.withoutNorm(each)),
      this.ownLayers,
      this.stored.kernelLayers.map(({ name }) => name),
      keepsOrder(this.checkpoint),
    );
    return this.normOfLayer;
  }

  private batchNormOf(layer: string): StoredBatchNorm | undefined {
    const norms = this.matchedNorms();
    const found = norms.get(layer);
    if (found !== undefined) return found;
    const plan = this.layers.find(({ name }) => name === layer);
    const candidates = freeOf(this.ownLayers, norms).filter(
      ({ channels }) => plan !== undefined && channels === channelsOf(plan),
    );
    if (candidates.length > 0)
      throw ambiguousName(this.checkpoint, `${layer}/batchNorm`, `the batch norm of ${layer}`, candidates);
    return undefined;
  }

  private withoutNorm(layer: LayerPlan): LayerWithoutNorm {
    const stored = this.stored.layer(layer.name);
    return {
      name: layer.name,
      channels: channelsOf(layer),
      stored: stored?.name ?? layer.name,
      kernel: stored?.kernel,
      given: this.namedBatchNorm(layer.name),
    };
  }

  /** Whether a layer is in the file and its batch norm, which it has in the network, not beside its kernel there. */
  private needsBatchNorm({ name, weights }: LayerPlan): boolean {
    if (!weights.some((weight) => weight.name === 'movingVariance')) return false;
    const stored = this.stored.layerOrNone(name);
    if (stored === undefined) return false;
    return weightOf(stored.name, 'movingVariance', this.stored.has) === undefined;
  }

  /** The one that `names` says, or of which it says a weight. */
  private namedBatchNorm(layer: string): StoredBatchNorm | undefined {
    const key = `${layer}/batchNorm`;
    const given = this.stored.given(key);
    if (given !== undefined) {
      for (const match of [
        ({ name }: StoredBatchNorm) => name === given,
        (each: StoredBatchNorm) => each.layer === given,
        ({ name }: StoredBatchNorm) => endsIn(name, given),
      ]) {
        const all = this.batchNorms.filter(match);
        if (all.length > 1) throw ambiguousName(this.checkpoint, key, `"${given}"`, all);
        if (all.length === 1) return all[0];
      }
      throw missingName(
        this.checkpoint,
        given,
        key,
        this.batchNorms.map(({ name }) => name),
      );
    }
    const weights = BATCH_NORM_WEIGHTS.flatMap((weight) => this.stored.given(`${layer}/${weight}`) ?? []);
    return this.batchNorms.find((each) =>
      [...each.weights.values()].some((tensor) => weights.includes(tensor)),
    );
  }
}

/** Channels that a layer normalises. */
function channelsOf({ outputShape }: LayerPlan): number {
  return outputShape.at(-1)!;
}
