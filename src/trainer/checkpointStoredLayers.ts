import type { Checkpoint, StoredTensor } from '../checkpoints/checkpoint';
import type { Kernel } from '../checkpoints/kernels';
import type { WeightName } from '../config/layers/layerDefinition';
import { UserError } from '../config/userError';
import { ambiguousName, missingName } from './checkpointNameErrors';
import { commonParent, endsIn, layerOfKernel, weightOf } from './checkpointNames';

/** What layers are called in a file, and single weights by `<layer>/<weight>`: `training.init.names`. */
export type WeightNames = Readonly<Record<string, string>>;

/** A layer in a file: its kernel, and what the names of its other weights begin with. */
export interface StoredLayer {
  readonly name: string;
  readonly kernel: string;
}

/** The layers of a file that have a kernel, and which of them a network's layer is, by its name. */
export class StoredLayers {
  readonly kernelLayers: readonly StoredLayer[];
  private readonly tensors: ReadonlyMap<string, StoredTensor>;
  private readonly parent: string;
  private readonly found = new Map<string, StoredLayer | undefined>();

  constructor(
    private readonly checkpoint: Checkpoint,
    kernels: ReadonlyMap<string, Kernel>,
    private readonly names: WeightNames,
  ) {
    this.tensors = new Map(checkpoint.tensors.map((tensor) => [tensor.info.name, tensor]));
    this.kernelLayers = [...kernels.keys()].flatMap((kernel) => {
      const name = layerOfKernel(kernel);
      return name === undefined ? [] : [{ name, kernel }];
    });
    this.parent = commonParent(this.kernelLayers.map(({ name }) => name));
  }

  get tensorNames(): string[] {
    return [...this.tensors.keys()];
  }

  readonly has = (tensor: string): boolean => this.tensors.has(tensor);

  /** A weight that is named as the layer is, or that the graph adds beside its kernel. */
  besideKernel({ name, kernel }: StoredLayer, weight: WeightName): string | undefined {
    const own = weightOf(name, weight, this.has);
    return own ?? (weight === 'bias' ? this.biasOf(kernel) : undefined);
  }

  /** The bias that the file's graph adds beside a kernel, whatever it is called. */
  private biasOf(kernel: string): string | undefined {
    return this.checkpoint.tensors.find(
      ({ info, use }) => info.shape.length === 1 && use?.biasOf?.includes(kernel) === true,
    )?.info.name;
  }

  /** What `names` says for a layer, or for a weight of one. */
  given(key: string): string | undefined {
    return Object.hasOwn(this.names, key) ? this.names[key] : undefined;
  }

  /**
   * The layer of the file that is one of the network's; undefined where none is.
   * @throws UserError where several could be, or `names` says one that is not there
   */
  layer(layer: string): StoredLayer | undefined {
    if (!this.found.has(layer)) this.found.set(layer, this.findLayer(layer));
    return this.found.get(layer);
  }

  /** The same, also for layers that nobody asked for: of what is refused about those nothing is told. */
  layerOrNone(layer: string): StoredLayer | undefined {
    try {
      return this.layer(layer);
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }

  private findLayer(layer: string): StoredLayer | undefined {
    const given = this.given(layer);
    const name = given ?? layer;
    const kernel = weightOf(name, 'kernel', this.has);
    if (kernel !== undefined) return { name, kernel };
    if (given !== undefined && this.has(given)) return { name: given, kernel: given };
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
    if (given !== undefined) throw missingName(this.checkpoint, given, layer, this.tensorNames);
    return undefined;
  }
}
