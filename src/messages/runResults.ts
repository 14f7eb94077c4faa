/** A number that was measured; null where it is not finite. */
type Measured = number | null;

/** What a training came to, over the whole of each split. */
export interface FinalValues {
  readonly loss: Measured;
  readonly taskLoss: Measured;
  /** Weighted, by the regularizer's name. */
  readonly penalties: Readonly<Record<string, Measured>>;
  readonly trainAccuracy: Measured;
  /** Absent without a validation split. */
  readonly validationAccuracy?: Measured;
  readonly testAccuracy: Measured;
}

/** What a training made of a layer's kernel, without its spectrum. */
export interface LayerValues {
  readonly name: string;
  /** Of the kernel. */
  readonly shape: readonly number[];
  readonly stableRank: number;
  /** ||W^T W - I||_F^2 on the smaller side. */
  readonly orthogonalityError: number;
  /** Of the layer's input, rebuilt: ||r - h||^2 / ||h||^2 on the training set. */
  readonly reverseErrorFull: Measured;
  readonly reverseErrorLocal: Measured;
  /** Share of the training data's energy along the best direction of the kernel's input space, and along all. */
  readonly topDataEnergy: Measured;
  readonly capturedEnergy: Measured;
  readonly largestSingularValue: Measured;
}

/** The set of runs that a run was trained in. */
export interface RunSet {
  readonly id: string;
  readonly label: string;
  /** Keys of the config that differ within it, such as regularization.mode. */
  readonly keys: readonly string[];
}

/** What a comparison needs of a run beside its facts and curves. Small enough for a message; knows no Node. */
export interface RunResults {
  readonly configFile: string;
  /** Of a training that was carried through. */
  readonly final?: FinalValues;
  readonly layers?: readonly LayerValues[];
  readonly set?: RunSet;
}

/** What of a run's manifest this is made of. Named here, as pages know nothing of files. */
interface EndedRun {
  readonly configFile: string;
  readonly final?:
    (Omit<FinalValues, 'validationAccuracy'> & { validationAccuracy?: Measured | undefined }) | undefined;
  readonly layers?: readonly EndedLayer[] | undefined;
  readonly set?: RunSet | undefined;
}

interface EndedLayer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly singularValues: readonly number[];
  readonly dataEnergy: readonly Measured[];
  readonly stableRank: number;
  readonly orthogonalityError: number;
  readonly reverseError: { readonly full: Measured; readonly local: Measured };
}

/** @param manifest  of the run, as run.json has it */
export function runResults({ configFile, final, layers, set }: EndedRun): RunResults {
  return {
    configFile,
    ...(final === undefined ? {} : { final: finalValues(final) }),
    ...(layers === undefined ? {} : { layers: layers.map(layerValues) }),
    ...(set === undefined ? {} : { set }),
  };
}

function finalValues({ validationAccuracy, ...rest }: NonNullable<EndedRun['final']>): FinalValues {
  return { ...rest, ...(validationAccuracy === undefined ? {} : { validationAccuracy }) };
}

function layerValues(layer: EndedLayer): LayerValues {
  const { name, shape, stableRank, orthogonalityError, reverseError, singularValues } = layer;
  const energies = layer.dataEnergy.map((share) => share ?? NaN);
  return {
    ...{ name, shape, stableRank, orthogonalityError },
    reverseErrorFull: reverseError.full,
    reverseErrorLocal: reverseError.local,
    topDataEnergy: finite(Math.max(...energies)),
    capturedEnergy: finite(energies.reduce((sum, share) => sum + share, 0)),
    largestSingularValue: singularValues[0] ?? null,
  };
}

function finite(value: number): Measured {
  return Number.isFinite(value) ? value : null;
}
