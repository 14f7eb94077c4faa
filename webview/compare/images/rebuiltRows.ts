import { planFor } from '../../components/images/pixelPlan';
import type { ValueRange } from '../../components/images/valueScale';
import { rangeOf, symmetricAround, unionOf } from '../../components/images/valueScale';
import { difference, relativeError, samplesOf } from '../../dashboard/reconstructions/reverseError';
import type { RebuiltState, ReverseKind } from '../../dashboard/reconstructions/states';
import { rebuiltStates } from '../../dashboard/reconstructions/states';
import { stateName } from '../../dashboard/reconstructions/stateText';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import type { ShownRun } from '../shownRuns';
import type { RunTensors } from '../useRunTensors';
import type { GridPicture, GridRow } from './imageGrid';

/** The states of each run that its layers rebuild. */
export function statesOfRuns(runs: readonly ShownRun[]): readonly (readonly RebuiltState[])[] {
  return runs.map(({ run: { facts } }) => rebuiltStates(facts.data.shape, facts.layers));
}

/** The tensors of a run's states. */
export function stateTensors(states: readonly RebuiltState[], kind: ReverseKind): string[] {
  return [...new Set(states.flatMap((state) => [state.target, state.rebuilt[kind]]))];
}

export interface RebuiltOptions {
  readonly kind: ReverseKind;
  readonly shows: 'rebuilt' | 'difference';
  /** By probe, in words. */
  textOf(probe: number): { readonly title: string; readonly detail: string };
}

/** The states that a layer of each run rebuilds, a row for each probe. */
export function probeRows(
  layer: string,
  probes: readonly number[],
  states: readonly (readonly RebuiltState[])[],
  tensors: readonly RunTensors[],
  options: RebuiltOptions,
): GridRow[] {
  const own = states.map((all) => all.find(({ by }) => by === layer));
  return probes.flatMap((probe) => rowOf(own, tensors, probe, options, options.textOf(probe), String(probe)));
}

/** One probe, a row for each state that any of the runs rebuilds. */
export function layerRows(
  probe: number,
  states: readonly (readonly RebuiltState[])[],
  tensors: readonly RunTensors[],
  options: RebuiltOptions,
): GridRow[] {
  const layers = [...new Set(states.flat().map(({ by }) => by))];
  return layers.flatMap((layer) => {
    const own = states.map((all) => all.find(({ by }) => by === layer));
    const state = own.find((each) => each !== undefined)!;
    const text = { title: stateName(state), detail: t('rebuilt by {0}', layer) };
    return rowOf(own, tensors, probe, options, text, layer);
  });
}

function rowOf(
  states: readonly (RebuiltState | undefined)[],
  views: readonly RunTensors[],
  probe: number,
  { kind, shows }: RebuiltOptions,
  text: { readonly title: string; readonly detail: string },
  key: string,
): GridRow[] {
  const first = states.find((state) => state !== undefined);
  if (first === undefined) return [];
  const found = states.map((state, i) => {
    if (state === undefined || state.shape.join() !== first.shape.join()) return undefined;
    const { tensors } = views[i]!;
    const [target, rebuilt] = [tensors[state.target], tensors[state.rebuilt[kind]]];
    if (target === undefined || rebuilt === undefined) return undefined;
    const pair = { target: samplesOf(target)[probe], rebuilt: samplesOf(rebuilt)[probe], all: target.data };
    return pair.target === undefined || pair.rebuilt === undefined
      ? undefined
      : { target: pair.target, rebuilt: pair.rebuilt, range: rangeOfTensor(pair.all) };
  });
  const some = found.find((each) => each !== undefined);
  if (some === undefined) return [];
  const range = unionOf(found.map((each) => each?.range)) ?? { low: 0, high: 1 };
  const isInput = first.number === 0;
  return [
    {
      ...{ key, ...text, plan: planFor(first.shape) },
      range: shows === 'rebuilt' ? range : symmetricAround(range),
      table: shows === 'rebuilt' ? 'grey' : 'diverging',
      // Of a hidden layer each run has its own truth.
      ...(isInput ? { truth: { values: some.target, text: '', range, table: 'grey' as const } } : {}),
      cells: found.map((each): GridPicture | undefined =>
        each === undefined
          ? undefined
          : {
              values: shows === 'rebuilt' ? each.rebuilt : difference(each.target, each.rebuilt),
              text: t('error {0}', formatNumber(relativeError(each.target, each.rebuilt))),
            },
      ),
    },
  ];
}

const ranges = new WeakMap<Float32Array, ValueRange | undefined>();

/** Of all probes, so that a row does not tell another story than the next. */
function rangeOfTensor(data: Float32Array): ValueRange | undefined {
  if (!ranges.has(data)) ranges.set(data, rangeOf(data));
  return ranges.get(data);
}
