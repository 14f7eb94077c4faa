import type { Checkpoint, TensorInfo } from '../checkpoints/checkpoint';
import type { Dtype } from '../checkpoints/dtypes';
import { DTYPES } from '../checkpoints/dtypes';
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

/** Types of numbers that are no floating-point ones. */
const WHOLE_NUMBERS = /^(u?int\d*|[iu]\d+|bool)$/;

/** Looks up a network's weights in a checkpoint of any format, by name. */
export class CheckpointWeights {
  private readonly kernels: ReadonlyMap<string, Kernel>;
  private readonly tensors: ReadonlyMap<string, TensorInfo>;
  private readonly shapes: ReadonlyMap<string, Shape>;

  constructor(
    private readonly checkpoint: Checkpoint,
    plan: NetworkPlan,
    private readonly names: WeightNames = {},
  ) {
    this.kernels = new Map(findKernels(checkpoint).map((kernel) => [kernel.tensor.info.name, kernel]));
    this.tensors = new Map(checkpoint.tensors.map(({ info }) => [info.name, info]));
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
   * @throws UserError where it is of another kind of layer, its shape does not fit, it holds whole numbers of an unknown scale or a number that is not
   *   finite, or it cannot be read
   */
  async read(weight: string, tensor: string, signal?: AbortSignal): Promise<HostTensor> {
    const expected = this.shapes.get(weight)!;
    const info = this.tensors.get(tensor)!;
    const kernel = this.kernelFor(weight, tensor);
    if (kernel !== undefined) this.rejectTransposed(weight, kernel);
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
    this.requireScale(weight, info);
    const values = await this.checkpoint.readTensor(tensor, signal === undefined ? {} : { signal });
    const ordered = kernel === undefined ? values : toMatrix(values, info.shape, kernel.form);
    const bad = ordered.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new UserError(`${weight}: found ${ordered[bad]} at entry ${bad}, expected finite numbers`, {
        place: { file: this.checkpoint.file },
        hint: 'Was it saved after its training had diverged? Take an earlier snapshot.',
      });
    }
    return { shape: expected, data: ordered instanceof Float32Array ? ordered : Float32Array.from(ordered) };
  }

  /** Its kernel spreads each input over a patch, where the network's convolutions gather one. */
  private rejectTransposed(weight: string, { layout, axes, tensor }: Kernel): void {
    if (layout !== 'in-out-spatial' && layout !== 'spatial-out-in') return;
    throw new UserError(
      `${weight}: found "${tensor.info.name}" ${axes}, the kernel of a transposed convolution, expected that of a conv2d layer`,
      {
        place: { file: this.checkpoint.file },
        hint: 'Name the layers that fit in training.init.layers, or mend training.init.names.',
      },
    );
  }

  /** Whole numbers are weights only by a scale: read as they are, a network would start from numbers up to 255. */
  private requireScale(weight: string, { name, dtype, quantisation }: TensorInfo): void {
    if (quantisation !== undefined || !WHOLE_NUMBERS.test(dtype)) return;
    const title = Object.hasOwn(DTYPES, dtype) ? DTYPES[dtype as Dtype].title : dtype;
    throw new UserError(
      `${weight}: found "${name}" of ${title}, whole numbers whose scale the file does not say, expected floating-point numbers`,
      {
        place: { file: this.checkpoint.file },
        hint: 'Quantised weights stand for others. Save the model dequantised, or as it was before, and name that file; or leave the layer out of training.init.layers.',
      },
    );
  }

  private kernelFor(weight: string, tensor: string): Kernel | undefined {
    return weight.endsWith('/kernel') ? this.kernels.get(tensor) : undefined;
  }

  /** A tensor's shape in the order of the network's axes. */
  private shapeIn(weight: string, tensor: string): readonly number[] {
    const kernel = this.kernelFor(weight, tensor);
    return kernel === undefined ? this.tensors.get(tensor)!.shape : shapeOf(kernel);
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
