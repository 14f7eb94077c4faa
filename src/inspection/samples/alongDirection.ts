import type { PatchGeometry } from '../../diagnostics/patches';
import { patchesOf } from '../../diagnostics/patches';
import type { ClassMeanAlong, SamplesReply } from '../../messages/sampleMessages';

/** What a layer takes: its whole input, or of a convolution the patches of an input [height, width, channels]. */
export interface InputForm {
  readonly shape: readonly number[];
  readonly geometry?: PatchGeometry | undefined;
}

interface Candidate {
  readonly index: number;
  readonly label: number;
  readonly cosine: number;
  readonly projection: number;
  readonly values: Float32Array;
}

/**
 * Goes through a layer's inputs, sample by sample, and keeps those that lie most along a unit vector, either way, and the
 * sums of each class. Of a convolution's input the patch counts that lies most along it; the mean of a class is that of
 * all patches of all its samples.
 */
export class AlongDirection {
  private nearest: Candidate[] = [];
  private readonly classes = new Map<number, { samples: number; sum: Float64Array }>();
  private samples = 0;
  private energy = 0;
  private total = 0;

  constructor(
    private readonly direction: Float32Array,
    private readonly form: InputForm,
    private readonly count: number,
  ) {}

  /** @param input  of the layer, for one sample */
  add(index: number, label: number, input: Float32Array): void {
    const { direction } = this;
    const rows = this.rowsOf(input);
    let best: { row: number; cosine: number; projection: number } | undefined;
    for (let row = 0; row * direction.length < rows.length; row++) {
      let [projection, squares] = [0, 0];
      const from = row * direction.length;
      for (let i = 0; i < direction.length; i++) {
        const value = rows[from + i]!;
        projection += value * direction[i]!;
        squares += value * value;
      }
      this.energy += projection * projection;
      this.total += squares;
      if (squares === 0) continue;
      const cosine = projection / Math.sqrt(squares);
      if (best === undefined || Math.abs(cosine) > Math.abs(best.cosine)) best = { row, cosine, projection };
    }
    this.samples++;
    this.addToClass(label, input);
    if (best === undefined || !this.isNear(best.cosine)) return;
    const values = rows.slice(best.row * direction.length, (best.row + 1) * direction.length);
    const { cosine, projection } = best;
    this.nearest.push({ index, label, cosine, projection, values });
    this.nearest.sort((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine) || a.index - b.index);
    this.nearest.length = Math.min(this.nearest.length, this.count);
  }

  /** @param imageOf  a sample itself */
  reply(imageOf: (index: number) => Float32Array): SamplesReply {
    return {
      samples: this.samples,
      arePatches: this.form.geometry !== undefined,
      energy: this.total === 0 ? 0 : this.energy / this.total,
      nearest: this.nearest.map(({ values, ...facts }) => ({
        ...facts,
        values: bufferOf(values),
        image: bufferOf(imageOf(facts.index)),
      })),
      means: [...this.classes].sort(([a], [b]) => a - b).map(([label, sums]) => this.meanOf(label, sums)),
    };
  }

  private isNear(cosine: number): boolean {
    const last = this.nearest[this.count - 1];
    return last === undefined || Math.abs(cosine) > Math.abs(last.cosine);
  }

  /** The input itself, or its patches one after the other. */
  private rowsOf(input: Float32Array): Float32Array {
    const { geometry, shape } = this.form;
    if (geometry === undefined) return input;
    const [height, width, channels] = shape as readonly [number, number, number];
    return patchesOf(input, [1, height, width, channels], geometry, Infinity).values;
  }

  private addToClass(label: number, input: Float32Array): void {
    let sums = this.classes.get(label);
    if (sums === undefined) {
      this.classes.set(label, (sums = { samples: 0, sum: new Float64Array(input.length) }));
    }
    sums.samples++;
    for (let i = 0; i < input.length; i++) sums.sum[i]! += input[i]!;
  }

  private meanOf(
    label: number,
    { samples, sum }: { readonly samples: number; readonly sum: Float64Array },
  ): ClassMeanAlong {
    const { direction } = this;
    // Patches are linear in the input, so the mean of all patches is the mean patch of the mean input.
    const rows = this.rowsOf(Float32Array.from(sum, (value) => value / samples));
    const count = rows.length / direction.length;
    const mean = new Float32Array(direction.length);
    for (let at = 0; at < rows.length; at++) mean[at % direction.length]! += rows[at]! / count;
    let [projection, squares] = [0, 0];
    mean.forEach((value, i) => {
      projection += value * direction[i]!;
      squares += value * value;
    });
    const cosine = squares === 0 ? NaN : projection / Math.sqrt(squares);
    return { label, samples, cosine, projection, values: bufferOf(mean) };
  }
}

function bufferOf(values: Float32Array): ArrayBuffer {
  return values.slice().buffer;
}
