import type { LayerSamples } from './layerInput';

/** A sample and how much of it lies along a direction. */
export interface Likeness {
  readonly row: number;
  readonly probe: number;
  /** Of the angle between the sample and the direction; its sign tells the side. */
  readonly cosine: number;
}

/** The samples that point most along a unit vector, either way; samples that are zero have no direction. One a probe. */
export function nearestSamples(samples: LayerSamples, direction: Float32Array, count: number): Likeness[] {
  const best = new Map<number, Likeness>();
  for (let row = 0; row < samples.count; row++) {
    const cosine = cosineTo(
      samples.values.subarray(row * samples.length, (row + 1) * samples.length),
      direction,
    );
    const probe = samples.probes[row]!;
    const known = best.get(probe);
    if (Number.isNaN(cosine) || (known !== undefined && Math.abs(known.cosine) >= Math.abs(cosine))) continue;
    best.set(probe, { row, probe, cosine });
  }
  const all = [...best.values()];
  return all.sort((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine) || a.probe - b.probe).slice(0, count);
}

/** The mean of a class's samples, and the cosine between it and a direction. */
export interface ClassMean {
  readonly label: number;
  /** Probes of the class. */
  readonly probes: number;
  readonly mean: Float32Array;
  /** NaN where the mean is zero. */
  readonly cosine: number;
}

/** @param labels  by probe */
export function classMeans(
  samples: LayerSamples,
  labels: readonly number[],
  direction: Float32Array,
): ClassMean[] {
  const sums = new Map<number, { sum: Float64Array; rows: number; probes: Set<number> }>();
  for (let row = 0; row < samples.count; row++) {
    const probe = samples.probes[row]!;
    const label = labels[probe];
    if (label === undefined) continue;
    const entry = sums.get(label) ?? {
      sum: new Float64Array(samples.length),
      rows: 0,
      probes: new Set<number>(),
    };
    sums.set(label, entry);
    for (let i = 0; i < samples.length; i++) entry.sum[i]! += samples.values[row * samples.length + i]!;
    entry.rows++;
    entry.probes.add(probe);
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([label, { sum, rows, probes }]) => {
      const mean = Float32Array.from(sum, (value) => value / rows);
      return { label, probes: probes.size, mean, cosine: cosineTo(mean, direction) };
    });
}

/** cos of the angle between a vector and a unit vector; NaN for the zero vector. */
function cosineTo(vector: Float32Array, direction: Float32Array): number {
  let product = 0;
  let squares = 0;
  for (let i = 0; i < vector.length; i++) {
    product += vector[i]! * direction[i]!;
    squares += vector[i]! * vector[i]!;
  }
  return squares === 0 ? NaN : product / Math.sqrt(squares);
}
