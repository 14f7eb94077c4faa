import type { Checkpoint } from '../checkpoints/checkpoint';
import { toMatrix } from '../checkpoints/kernelLayout';
import type { Kernel } from '../checkpoints/kernels';
import { findKernels } from '../checkpoints/kernels';
import type { Shape } from '../config/layers/layerDefinition';
import type { NetworkPlan } from '../config/networkPlan';
import { UserError } from '../config/userError';
import type { HostTensor } from '../network/hostTensor';

/** What layers are called in a file, and single weights by `<layer>/<weight>`: `training.init.names`. */
export type WeightNames = Readonly<Record<string, string>>;

/** What may follow a layer's name in a file, by weight. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  kernel: ['/kernel', '.weight', '/kernel:0', '.kernel', '/weight', '/vars/0'],
  bias: ['/bias', '.bias', '/bias:0', '/vars/1'],
};

/** Looks up a network's weights in a checkpoint of any format, by name. */
export class CheckpointWeights {
  private readonly kernels: ReadonlyMap<string, Kernel>;
  private readonly tensors: ReadonlyMap<string, readonly number[]>;
  private readonly shapes: ReadonlyMap<string, Shape>;

  constructor(
    private readonly checkpoint: Checkpoint,
    plan: NetworkPlan,
    private readonly names: WeightNames = {},
  ) {
    this.kernels = new Map(findKernels(checkpoint).map((kernel) => [kernel.tensor.info.name, kernel]));
    this.tensors = new Map(checkpoint.tensors.map(({ info }) => [info.name, info.shape]));
    this.shapes = new Map(
      plan.layers.flatMap((layer) =>
        layer.weights.map(({ name, shape }): [string, Shape] => [`${layer.name}/${name}`, shape]),
      ),
    );
  }

  /** Names of the tensors that are kernels. */
  get kernelNames(): string[] {
    return [...this.kernels.keys()];
  }

  /**
   * The tensor that holds a weight; undefined where there is none.
   * @param weight `<layer>/<weight>`
   * @throws UserError where `names` says one that is not there
   */
  tensorOf(weight: string): string | undefined {
    const [layer, kind] = splitName(weight);
    const given = this.names[weight];
    if (given !== undefined && Object.hasOwn(this.names, weight)) return this.mustHave(given, weight);
    const isRenamed = Object.hasOwn(this.names, layer);
    const base = isRenamed ? this.names[layer]! : layer;
    const candidates = [...(ENDINGS[kind] ?? []), `/${kind}`, `.${kind}`].map((ending) => base + ending);
    if (isRenamed && kind === 'kernel') candidates.push(base);
    const found = candidates.find((name) => this.tensors.has(name));
    if (found === undefined && isRenamed && kind === 'kernel') return this.mustHave(base, layer);
    return found;
  }

  /** The layer's name that the inspection gives a kernel's tensor. */
  layerNameOf(tensor: string): string | undefined {
    return this.kernels.get(tensor)?.name;
  }

  /** Whether a tensor has the shape of a weight. */
  fits(weight: string, tensor: string): boolean {
    return this.shapeIn(weight, tensor).join() === this.shapes.get(weight)!.join();
  }

  /**
   * A weight as the network has it: a kernel the other way round where the file stores it so.
   * @throws UserError where its shape does not fit or it cannot be read or holds a number that is not finite
   */
  async read(weight: string, tensor: string, signal?: AbortSignal): Promise<HostTensor> {
    const expected = this.shapes.get(weight)!;
    const stored = this.tensors.get(tensor)!;
    const kernel = this.kernelFor(weight, tensor);
    const shape = this.shapeIn(weight, tensor);
    if (shape.join() !== expected.join()) {
      throw new UserError(
        `${weight}: found the shape [${shape.join(', ')}], expected [${expected.join(', ')}]`,
        {
          place: { file: this.checkpoint.file },
          hint: 'Name the layers that fit in training.init.layers, or mend the network.',
        },
      );
    }
    const values = await this.checkpoint.readTensor(tensor, signal === undefined ? {} : { signal });
    const ordered = kernel === undefined ? values : toMatrix(values, stored, kernel.form);
    const bad = ordered.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new UserError(`${weight}: found ${ordered[bad]} at entry ${bad}, expected finite numbers`, {
        place: { file: this.checkpoint.file },
        hint: 'Was it saved after its training had diverged? Take an earlier snapshot.',
      });
    }
    return { shape: expected, data: ordered instanceof Float32Array ? ordered : Float32Array.from(ordered) };
  }

  private kernelFor(weight: string, tensor: string): Kernel | undefined {
    return weight.endsWith('/kernel') ? this.kernels.get(tensor) : undefined;
  }

  /** A tensor's shape in the order of the network's axes. */
  private shapeIn(weight: string, tensor: string): readonly number[] {
    const kernel = this.kernelFor(weight, tensor);
    return kernel === undefined ? this.tensors.get(tensor)! : shapeOf(kernel);
  }

  private mustHave(tensor: string, key: string): string {
    if (this.tensors.has(tensor)) return tensor;
    throw new UserError(`training.init.names: there is no ${tensor} for "${key}"`, {
      place: { file: this.checkpoint.file },
      hint: `It has ${[...this.tensors.keys()].slice(0, 8).join(', ') || 'no tensors'}.`,
    });
  }
}

/** A kernel's shape in the order of the network's: [in, out] or [kh, kw, in, out]. */
function shapeOf({ form, tensor }: Kernel): number[] {
  return [...form.rowAxes, ...form.columnAxes].map((axis) => tensor.info.shape[axis]!);
}

function splitName(weight: string): [layer: string, kind: string] {
  const at = weight.lastIndexOf('/');
  return [weight.slice(0, at), weight.slice(at + 1)];
}
