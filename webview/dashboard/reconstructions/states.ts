import type { LayerFacts } from '../../../src/messages/dashboardMessages';

export const REVERSE_KINDS = ['full', 'local'] as const;
export type ReverseKind = (typeof REVERSE_KINDS)[number];

/**
 * A state of the network that a reverse pass rebuilds: the input x or a kernel layer's activation h_m, beside what the
 * next kernel layer makes of it.
 */
export interface RebuiltState {
  /** Number m of the state: 0 for the input, m for the activation of the m-th layer with a kernel. */
  readonly number: number;
  /** Layer whose activation it is; undefined for the input. */
  readonly layer: string | undefined;
  /** Layer that rebuilds it, its input. */
  readonly by: string;
  /** Of one sample. */
  readonly shape: readonly number[];
  /** Names of the probes' tensors. */
  readonly target: string;
  readonly rebuilt: Readonly<Record<ReverseKind, string>>;
}

/**
 * The states in their order. A kernel layer's rebuilt input is compared with the activation of the kernel layer below
 * it, also where flatten or pooling layers stand between: the reverse pass goes back through those first.
 */
export function rebuiltStates(inputShape: readonly number[], layers: readonly LayerFacts[]): RebuiltState[] {
  const kernels = layers.filter(({ hasKernel }) => hasKernel);
  return kernels.map(({ name }, number) => {
    const below = kernels[number - 1];
    return {
      number,
      layer: below?.name,
      by: name,
      shape: below?.outputShape ?? inputShape,
      target: below === undefined ? 'probe/x' : `probe/${below.name}/activation`,
      rebuilt: { full: `probe/${name}/full`, local: `probe/${name}/local` },
    };
  });
}

/**
 * Which states are shown: all of them, or of a network whose probes hold very many values the input, and the state
 * around the chosen layer.
 *
 * @param atMost  values of one sample, over the states shown
 */
export function statesShown(
  states: readonly RebuiltState[],
  selectedLayer: string,
  atMost: number,
): readonly RebuiltState[] {
  const sizeOf = ({ shape }: RebuiltState) => shape.reduce((product, size) => product * size, 1);
  const total = states.reduce((sum, state) => sum + sizeOf(state), 0);
  if (total <= atMost) return states;
  return states.filter(({ number, layer, by }) => {
    return number === 0 || layer === selectedLayer || by === selectedLayer;
  });
}
