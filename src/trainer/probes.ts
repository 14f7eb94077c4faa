import type { Dataset } from '../data/dataset';

/** The training samples whose states every snapshot keeps. */
export interface ProbeSelection {
  readonly count: number;
  /** Of the probes in the training split. */
  readonly indices: Uint32Array;
  readonly labels: Int32Array;
  /** A chunk of the training split that begins with the probes: batch norm rebuilds with the whole chunk's statistics. */
  readonly chunk: Uint32Array;
}

/** Picks probes from a chunk of the training split, the first of each class in turn. */
export function selectProbes(dataset: Dataset, chunk: Uint32Array, wanted: number): ProbeSelection {
  const byClass = dataset.classNames.map((): number[] => []);
  for (const index of chunk) byClass[dataset.train.labels[index]!]?.push(index);
  const picked: number[] = [];
  const count = Math.min(wanted, chunk.length);
  for (let round = 0; picked.length < count; round++) {
    for (const members of byClass) {
      const index = members[round];
      if (index !== undefined && picked.length < count) picked.push(index);
    }
  }
  const isPicked = new Set(picked);
  return {
    count,
    indices: Uint32Array.from(picked),
    labels: Int32Array.from(picked, (index) => dataset.train.labels[index]!),
    chunk: Uint32Array.from([...picked, ...chunk.filter((index) => !isPicked.has(index))]),
  };
}
