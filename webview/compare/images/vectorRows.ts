import { planFor } from '../../components/images/pixelPlan';
import { unitVectorRange } from '../../components/images/valueScale';
import type { Directions, DirectionOrder } from '../../dashboard/vectors/directions';
import { inOrder, readDirections, vectorAt } from '../../dashboard/vectors/directions';
import { percentText, sigmaName } from '../../dashboard/vectors/directionText';
import { inputShapeShown } from '../../dashboard/vectors/layerInput';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import type { Tensor } from '../../store/dataSource';
import type { ShownRun } from '../shownRuns';
import type { RunTensors } from '../useRunTensors';
import type { GridPicture, GridRow } from './imageGrid';

const PARTS = ['s', 'u', 'dataEnergy', 'index'];

/** The tensors of a layer's directions in its input space. */
export function directionTensors(layer: string): string[] {
  return PARTS.map((part) => `svd/${layer}/${part}`);
}

const read = new WeakMap<Tensor, Directions | undefined>();

/** What a snapshot says of a layer's directions; the same object for the same tensors. */
export function directionsOf(layer: string, { tensors }: RunTensors): Directions | undefined {
  const [s, u, dataEnergy, index] = directionTensors(layer).map((name) => tensors[name]);
  if (u === undefined) return undefined;
  if (!read.has(u)) read.set(u, readDirections({ s, u, dataEnergy, index }));
  return read.get(u);
}

/** The leading directions of a layer, a row a place in the order; all on the scale of unit vectors. */
export function vectorRows(
  layer: string,
  count: number,
  order: DirectionOrder,
  runs: readonly ShownRun[],
  tensors: readonly RunTensors[],
): GridRow[] {
  const directions = tensors.map((view) => directionsOf(layer, view));
  const shape = shapeOf(layer, runs);
  if (shape === undefined) return [];
  const size = shape.reduce((product, each) => product * each, 1);
  const orders = directions.map((each) => (each === undefined ? [] : inOrder(each, order)));
  return Array.from({ length: count }, (_, place): GridRow => {
    const vectors = directions.map((each, run) => {
      const at = orders[run]![place];
      if (each === undefined || at === undefined || each.inputs.length !== size) return undefined;
      return vectorAt(each.inputs, at);
    });
    const first = vectors.find((vector) => vector !== undefined);
    return {
      ...{ key: String(place), title: t('direction {0}', place + 1) },
      detail: order === 'energy' ? t('by data energy') : t('by σ'),
      ...{ plan: planFor(shape), range: unitVectorRange(size), table: 'diverging' },
      cells: vectors.map((vector, run): GridPicture | undefined =>
        vector === undefined
          ? undefined
          : { values: turnedTowards(vector, first!), text: textOf(directions[run]!, orders[run]![place]!) },
      ),
    };
  }).filter(({ cells }) => cells.some((cell) => cell !== undefined));
}

function shapeOf(layer: string, runs: readonly ShownRun[]): readonly number[] | undefined {
  for (const { run } of runs) {
    const index = run.facts.layers.findIndex(({ name }) => name === layer);
    if (index >= 0) return inputShapeShown(run.facts.layers, index);
  }
  return undefined;
}

function textOf({ sigma, energy, kept }: Directions, place: number): string {
  const number = kept[place]!;
  const value = `${sigmaName(number)} ${formatNumber(sigma[number]!)}`;
  return energy === undefined ? value : `${percentText(energy[number]!)} · ${value}`;
}

const turned = new WeakMap<Float32Array, Float32Array>();

/** A direction has no sign of its own: it is drawn with the one that is nearer to the first run's. */
function turnedTowards(vector: Float32Array, first: Float32Array): Float32Array {
  let product = 0;
  for (let i = 0; i < vector.length; i++) product += vector[i]! * first[i]!;
  if (product >= 0) return vector;
  let other = turned.get(vector);
  if (other === undefined) turned.set(vector, (other = vector.map((value) => -value)));
  return other;
}
