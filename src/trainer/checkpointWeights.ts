import type { Checkpoint, StoredTensor } from '../checkpoints/checkpoint';
import { toMatrix } from '../checkpoints/kernelLayout';
import type { Kernel } from '../checkpoints/kernels';
import { findKernels } from '../checkpoints/kernels';
import { listOf } from '../checkpoints/lists';
import { BATCH_NORM_WEIGHTS } from '../checkpoints/tensorUse';
import type { Shape, WeightName } from '../config/layers/layerDefinition';
import type { LayerPlan, NetworkPlan } from '../config/networkPlan';
import { UserError } from '../config/userError';
import type { FlattenOrder } from '../network/flattenOrder';
import { channelsLastRows } from '../network/flattenOrder';
import type { HostTensor } from '../network/hostTensor';
import type { InputOrder } from './checkpointInputs';
import { ANOTHER_NETWORK, convolutionNote } from './checkpointConvolutions';
import { flattenedImage, inputOrderOf, isOwnFile } from './checkpointInputs';
import { CheckpointLayers } from './checkpointLayers';
import { otherWeights } from './checkpointLeftOut';
import { outputNote } from './checkpointOutputs';
import type { WeightNames } from './checkpointStoredLayers';
import { foldedVariance, requireFloat32, requireFloats, titleOf } from './checkpointValues';

/** What a config says of the file that weights are taken from: `training.init`. */
export interface WeightSource {
  readonly names?: WeightNames | undefined;
  /** The layers whose weights are wanted; all by default. */
  readonly layers?: readonly string[] | undefined;
  /** How the file's network lays images out as vectors; as the file tells by default. */
  readonly flatten?: FlattenOrder | undefined;
}

/** Looks up a network's weights in a checkpoint of any format, by name. */
export class CheckpointWeights {
  private readonly kernels: ReadonlyMap<string, Kernel>;
  private readonly tensors: ReadonlyMap<string, StoredTensor>;
  private readonly shapes: ReadonlyMap<string, Shape>;
  private readonly layers: CheckpointLayers;
  /** What was done to weights, with the layers of which. */
  private readonly told = new Map<string, Set<string>>();
  /** Tensors that were read. */
  private readonly used = new Set<string>();

  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly plan: NetworkPlan,
    private readonly source: WeightSource = {},
  ) {
    this.kernels = new Map(findKernels(checkpoint).map((kernel) => [kernel.tensor.info.name, kernel]));
    this.tensors = new Map(checkpoint.tensors.map((tensor) => [tensor.info.name, tensor]));
    this.shapes = new Map(
      plan.layers.flatMap((layer) =>
        layer.weights.map(({ name, shape }): [string, Shape] => [`${layer.name}/${name}`, shape]),
      ),
    );
    this.layers = new CheckpointLayers(checkpoint, this.kernels, plan.layers, source.names ?? {});
  }

  /** Names of the tensors that are kernels. */
  get kernelNames(): string[] {
    return [...this.kernels.keys()];
  }

  /** What is worth telling of the weights that were looked up and read: what they were found as, and what was done to them. */
  get notes(): string[] {
    const { layers } = this.source;
    const wanted = this.plan.layers.filter(({ name }) => layers?.includes(name) ?? true);
    const names = this.layers.note(wanted.map(({ name }) => name));
    const done = [...this.told].map(([text, layers]) => `${listOf([...layers])}: ${text}`);
    const leftOut = this.layers.leftOut(wanted);
    const isTold = new Set([...this.used, ...leftOut.flatMap(({ tensors }) => tensors)]);
    // Who names layers knows that the others are not taken.
    const others = layers === undefined ? otherWeights(this.checkpoint, isTold) : undefined;
    return [
      ...(names === undefined ? [] : [names]),
      ...done,
      ...leftOut.map(({ layer, note }) => `${layer}: ${note}; ${ANOTHER_NETWORK}`),
      ...wanted.flatMap((layer) => this.freshNorm(layer) ?? []),
      ...(others === undefined ? [] : [others]),
    ];
  }

  /** That a layer whose kernel is in the file has a batch norm of which nothing is; who reads tells of weights that miss. */
  private freshNorm({ name, weights }: LayerPlan): string | undefined {
    const isFresh =
      weights.some((weight) => weight.name === 'movingVariance') &&
      this.used.has(this.tensorOf(`${name}/kernel`) ?? '') &&
      BATCH_NORM_WEIGHTS.every((weight) => this.tensorOf(`${name}/${weight}`) === undefined);
    if (!isFresh) return undefined;
    const mayFold = this.checkpoint.format === 'onnx' && !isOwnFile(this.checkpoint);
    const folded = mayFold ? ', perhaps as its exporter folded it into the kernel' : '';
    return `${name}: the file has no batch norm for it${folded}, and that of the config starts fresh; ${ANOTHER_NETWORK}`;
  }

  /**
   * The tensor that holds a weight; undefined where there is none.
   * @param weight `<layer>/<weight>`
   * @throws UserError where `names` says one that is not there, or several could be it
   */
  tensorOf(weight: string): string | undefined {
    return this.layers.tensorOf(...splitName(weight));
  }

  /** The layer's name that the inspection gives a kernel's tensor. */
  layerNameOf(tensor: string): string | undefined {
    return this.kernels.get(tensor)?.name;
  }

  /** Why a tensor is not a weight, by its type and shape; undefined where it fits. */
  misfit(weight: string, tensor: string): string | undefined {
    const { dtype } = this.tensors.get(tensor)!.info;
    if (this.shapeIn(weight, tensor).join() === this.shapes.get(weight)!.join()) return undefined;
    const isKnown = this.kernels.has(tensor);
    return `${tensor}${isKnown ? '' : `, of ${titleOf(dtype)},`} does not fit ${weight}`;
  }

  /** In which order a layer's kernel in the file takes an image as a vector; undefined where no image has two orders. */
  inputOrder(layer: string): InputOrder | undefined {
    const image = flattenedImage(this.plan, layer);
    const kernel = this.kernels.get(this.tensorOf(`${layer}/kernel`) ?? '');
    if (image === undefined || kernel === undefined) return undefined;
    return inputOrderOf(kernel, image, this.checkpoint, this.kernels.values(), this.source.flatten);
  }

  /**
   * A weight as the network has it: a kernel the other way round where the file stores it so, and its inputs in another
   * order where the file's network lays images out otherwise; a moving variance for Racecar's epsilon.
   *
   * @throws UserError where it is of another kind of layer, its shape does not fit, it holds numbers of another type, whole
   *   ones of an unknown scale or one that is not finite in float32, or it cannot be read
   */
  async read(weight: string, tensor: string, signal?: AbortSignal): Promise<HostTensor> {
    const expected = this.shapes.get(weight)!;
    const stored = this.tensors.get(tensor)!;
    const { file } = this.checkpoint;
    const kernel = this.kernelFor(weight, tensor);
    if (kernel !== undefined) this.rejectTransposed(weight, kernel);
    const shape = this.shapeIn(weight, tensor);
    requireFloats(weight, stored, file);
    if (shape.join() !== expected.join()) {
      throw new UserError(
        `${weight}: found the shape [${shape.join(', ')}], expected [${expected.join(', ')}]`,
        {
          place: { file },
          hint: 'Name the layers that fit in training.init.layers, or mend the network.',
        },
      );
    }
    this.used.add(tensor);
    const values = await this.checkpoint.readTensor(tensor, signal === undefined ? {} : { signal });
    const ordered = kernel === undefined ? values : toMatrix(values, stored.info.shape, kernel.form);
    requireFloat32(weight, tensor, ordered, file);
    const data = this.fitted(weight, stored, ordered);
    return { shape: expected, data: data instanceof Float32Array ? data : Float32Array.from(data) };
  }

  /** Values in the order and for the epsilon of Racecar's layers. */
  private fitted(weight: string, stored: StoredTensor, values: Float32Array | Float64Array) {
    const [layer, kind] = splitName(weight);
    if (kind === 'movingVariance') {
      const folded = foldedVariance(stored, values);
      this.tell(layer, folded.note);
      return folded.values;
    }
    if (kind !== 'kernel') return values;
    this.compare(layer, this.kernels.get(stored.info.name));
    const inputs = this.inputOrder(layer);
    if (inputs === undefined) return values;
    const isFirst = inputs.order === 'channelsFirst';
    const done = isFirst ? 'inputs reordered from channels first' : 'inputs taken as channels last';
    this.tell(layer, inputs.why === undefined ? undefined : `${done}, ${inputs.why}`);
    return isFirst ? channelsLastRows(values, inputs.image) : values;
  }

  /** In what the file's network does otherwise with a kernel than the config's. */
  private compare(layer: string, kernel: Kernel | undefined): void {
    const plan = this.plan.layers.find(({ name }) => name === layer);
    if (plan === undefined || kernel === undefined || isOwnFile(this.checkpoint)) return;
    this.tell(layer, convolutionNote(plan, kernel));
    this.tell(layer, outputNote(plan, kernel, plan === this.plan.layers.at(-1)));
  }

  private tell(layer: string, note: string | undefined): void {
    if (note !== undefined) this.told.set(note, (this.told.get(note) ?? new Set()).add(layer));
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

  private kernelFor(weight: string, tensor: string): Kernel | undefined {
    return weight.endsWith('/kernel') ? this.kernels.get(tensor) : undefined;
  }

  /** A tensor's shape in the order of the network's axes. */
  private shapeIn(weight: string, tensor: string): readonly number[] {
    const kernel = this.kernelFor(weight, tensor);
    return kernel === undefined ? this.tensors.get(tensor)!.info.shape : shapeOf(kernel);
  }
}

/** A kernel's shape in the order of the network's: [in, out] or [kh, kw, in, out]. */
function shapeOf({ form, tensor }: Kernel): number[] {
  return [...form.rowAxes, ...form.columnAxes].map((axis) => tensor.info.shape[axis]!);
}

function splitName(weight: string): [layer: string, kind: WeightName] {
  const at = weight.lastIndexOf('/');
  return [weight.slice(0, at), weight.slice(at + 1) as WeightName];
}
