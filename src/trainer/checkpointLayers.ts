import type { Checkpoint, StoredTensor } from '../checkpoints/checkpoint';
import type { Kernel } from '../checkpoints/kernels';
import { listOf } from '../checkpoints/lists';
import { BATCH_NORM_WEIGHTS } from '../checkpoints/tensorUse';
import type { WeightName } from '../config/layers/layerDefinition';
import type { LayerPlan } from '../config/networkPlan';
import { UserError } from '../config/userError';
import type { StoredBatchNorm } from './checkpointBatchNorms';
import { keepsOrder, storedBatchNorms } from './checkpointBatchNorms';
import { ambiguousName, missingName } from './checkpointNameErrors';
import { commonParent, endsIn, layerOfKernel, weightOf } from './checkpointNames';
import type { LayerWithoutNorm } from './checkpointNormMatches';
import { freeOf, matchBatchNorms } from './checkpointNormMatches';

/** What layers are called in a file, and single weights by `<layer>/<weight>`: `training.init.names`. */
export type WeightNames = Readonly<Record<string, string>>;

/** A layer in a file: its kernel, and what the names of its other weights begin with. */
interface StoredLayer {
  readonly name: string;
  readonly kernel: string;
}

/** How many names a note gives. */
const MOST_NAMED = 12;

/**
 * Which of a file's tensors are the weights of a network's layers: those of the same name, or of the only one that ends in
 * it; and which batch norm belongs to which layer. What several could be is refused, not chosen.
 */
export class CheckpointLayers {
  private readonly tensors: ReadonlyMap<string, StoredTensor>;
  private readonly kernelLayers: readonly StoredLayer[];
  private readonly parent: string;
  private readonly batchNorms: readonly StoredBatchNorm[];
  /** Those that are not beside a kernel, as Racecar stores them, which are of no other layer. */
  private readonly ownLayers: readonly StoredBatchNorm[];
  private readonly found = new Map<string, StoredLayer | undefined>();
  private normOfLayer: ReadonlyMap<string, StoredBatchNorm> | undefined;

  /** @param layers those of the network */
  constructor(
    private readonly checkpoint: Checkpoint,
    kernels: ReadonlyMap<string, Kernel>,
    private readonly layers: readonly LayerPlan[],
    private readonly names: WeightNames,
  ) {
    this.tensors = new Map(checkpoint.tensors.map((tensor) => [tensor.info.name, tensor]));
    this.kernelLayers = [...kernels.keys()].flatMap((kernel) => {
      const name = layerOfKernel(kernel);
      return name === undefined ? [] : [{ name, kernel }];
    });
    this.parent = commonParent(this.kernelLayers.map(({ name }) => name));
    this.batchNorms = storedBatchNorms(checkpoint);
    const beside = new Set(this.kernelLayers.map(({ name }) => name));
    this.ownLayers = this.batchNorms.filter(({ name }) => !beside.has(name));
  }

  /**
   * The tensor that holds a weight; undefined where there is none.
   * @throws UserError where `names` says one that is not there, or several could be it
   */
  tensorOf(layer: string, weight: WeightName): string | undefined {
    const given = this.given(`${layer}/${weight}`);
    if (given !== undefined) {
      if (this.tensors.has(given)) return given;
      throw missingName(this.checkpoint, given, `${layer}/${weight}`, [...this.tensors.keys()]);
    }
    const stored = this.storedLayer(layer);
    if (weight === 'kernel') return stored?.kernel;
    const name = stored?.name ?? this.given(layer) ?? layer;
    const own = weightOf(name, weight, (tensor) => this.tensors.has(tensor));
    if (own !== undefined) return own;
    if (weight === 'bias') return stored === undefined ? undefined : this.biasOf(stored.kernel);
    return this.batchNormOf(layer)?.weights.get(weight);
  }

  /** The bias that the file's graph adds beside a kernel, whatever it is called. */
  private biasOf(kernel: string): string | undefined {
    return this.checkpoint.tensors.find(
      ({ info, use }) => info.shape.length === 1 && use?.biasOf?.includes(kernel) === true,
    )?.info.name;
  }

  /** What is called otherwise in the file and was found all the same; undefined where all is called as it is said. */
  note(layers: readonly string[]): string | undefined {
    const told = layers.flatMap((layer) => {
      const name = this.found.get(layer)?.name;
      const norm = this.normOfLayer?.get(layer)?.name;
      const isTold = name !== undefined && name !== (this.given(layer) ?? layer) && !this.isTensor(layer);
      return [
        ...(isTold ? [`${layer} is ${name}`] : []),
        ...(norm === undefined || this.isNamed(layer) ? [] : [`the batch norm of ${layer} is ${norm}`]),
      ];
    });
    return told.length === 0 ? undefined : `Found under other names: ${listOf(told, MOST_NAMED)}`;
  }

  /** Whether a layer's given name is that of its kernel itself. */
  private isTensor(layer: string): boolean {
    return this.found.get(layer)?.kernel === this.given(layer);
  }

  /** Whether it is said which batch norm a layer has. */
  private isNamed(layer: string): boolean {
    return ['batchNorm', ...BATCH_NORM_WEIGHTS].some((each) => this.given(`${layer}/${each}`) !== undefined);
  }

  private given(key: string): string | undefined {
    return Object.hasOwn(this.names, key) ? this.names[key] : undefined;
  }

  private storedLayer(layer: string): StoredLayer | undefined {
    if (!this.found.has(layer)) this.found.set(layer, this.findLayer(layer));
    return this.found.get(layer);
  }

  /** The same, also for layers that nobody asked for: of what is refused about those nothing is told. */
  private storedOrNone(layer: string): StoredLayer | undefined {
    try {
      return this.storedLayer(layer);
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }

  private findLayer(layer: string): StoredLayer | undefined {
    const given = this.given(layer);
    const name = given ?? layer;
    const kernel = weightOf(name, 'kernel', (tensor) => this.tensors.has(tensor));
    if (kernel !== undefined) return { name, kernel };
    if (given !== undefined && this.tensors.has(given)) return { name: given, kernel: given };
    const matches = [
      (each: StoredLayer) => each.name === this.parent + name,
      (each: StoredLayer) => this.tensors.get(each.kernel)!.use?.layer === name,
      (each: StoredLayer) => endsIn(each.name, name),
    ];
    for (const match of matches) {
      const all = this.kernelLayers.filter(match);
      if (all.length > 1) throw ambiguousName(this.checkpoint, layer, `"${name}"`, all);
      if (all.length === 1) return all[0];
    }
    if (given !== undefined) throw missingName(this.checkpoint, given, layer, [...this.tensors.keys()]);
    return undefined;
  }

  private batchNormOf(layer: string): StoredBatchNorm | undefined {
    this.normOfLayer ??= matchBatchNorms(
      this.layers.filter((each) => this.needsBatchNorm(each)).map((each) => this.withoutNorm(each)),
      this.ownLayers,
      this.kernelLayers.map(({ name }) => name),
      keepsOrder(this.checkpoint),
    );
    const found = this.normOfLayer.get(layer);
    if (found !== undefined) return found;
    const plan = this.layers.find(({ name }) => name === layer);
    const candidates = freeOf(this.ownLayers, this.normOfLayer).filter(
      ({ channels }) => plan !== undefined && channels === channelsOf(plan),
    );
    if (candidates.length > 0)
      throw ambiguousName(this.checkpoint, `${layer}/batchNorm`, `the batch norm of ${layer}`, candidates);
    return undefined;
  }

  private withoutNorm(layer: LayerPlan): LayerWithoutNorm {
    const stored = this.storedLayer(layer.name);
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
    const stored = this.storedOrNone(name);
    if (stored === undefined) return false;
    return weightOf(stored.name, 'movingVariance', (tensor) => this.tensors.has(tensor)) === undefined;
  }

  /** The one that `names` says, or of which it says a weight. */
  private namedBatchNorm(layer: string): StoredBatchNorm | undefined {
    const key = `${layer}/batchNorm`;
    const given = this.given(key);
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
    const weights = BATCH_NORM_WEIGHTS.flatMap((weight) => this.given(`${layer}/${weight}`) ?? []);
    return this.batchNorms.find((each) =>
      [...each.weights.values()].some((tensor) => weights.includes(tensor)),
    );
  }
}

/** Channels that a layer normalises. */
function channelsOf({ outputShape }: LayerPlan): number {
  return outputShape.at(-1)!;
}
