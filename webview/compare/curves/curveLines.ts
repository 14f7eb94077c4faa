import type { Band, Stretch } from '../../../src/comparison/bands';
import { bandOf, bandOnSharedPlaces } from '../../../src/comparison/bands';
import type { Spread } from '../../../src/comparison/spread';
import type { ChartLine } from '../../charts/lines';
import type { Axis } from '../../store/pageStore';
import type { RunStore } from '../../store/runStore';
import { alignmentOf, placesOf, stepsAt } from '../alignment';
import type { CompareStore } from '../compareStore';
import type { Course } from '../course';
import { rowLabel } from '../texts';
import { edgeNames } from './bandSetting';
import { RowLooks } from './rowLooks';

/** A run's course along an axis. */
interface PlacedCourse {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Where it has more points than elsewhere. */
  readonly focus?: Stretch;
}

/** What was made of something before, with what it depends on beside that. */
interface Made<T> {
  readonly of: readonly unknown[];
  readonly value: T;
}

const placed = new WeakMap<Course, Made<PlacedCourse>>();
const bands = new WeakMap<PlacedCourse, Made<Band>>();
const stepsOfPlaces = new WeakMap<Float64Array, Made<Float64Array>>();

/**
 * The lines of a chart: one a row of the table, that of a group with its mean and its spread around it. A line's steps are
 * those of the cursor, whatever the runs are aligned by.
 *
 * @param whole  courses by the runs' keys, to be taken with all of their points; by default the page's, thinned to what
 *               a screen can show
 */
export function curveLines(
  store: CompareStore,
  column: string,
  spread: Spread,
  whole?: ReadonlyMap<string, Course>,
): ChartLine[] {
  void store.courses.version.value;
  const axis = store.page.axis.value;
  const reference = store.reference.value;
  const { rows, isGrouped } = store.shown.value;
  const looks = new RowLooks();
  return rows.flatMap((row): ChartLine[] => {
    const look = looks.next(row.mode ?? '');
    const curves = row.runs.flatMap((run) => {
      const course = whole === undefined ? store.courses.course(run.key, column) : whole.get(run.key);
      return course === undefined || course.steps.length === 0
        ? []
        : [placedCourse(course, store.storeOf(run), axis)];
    });
    if (curves.length === 0) return [];
    const named = { key: row.key, label: rowLabel(row), look };
    if (isGrouped && curves.length > 1) {
      const band = whole === undefined ? bandToDraw(curves, spread) : bandOfAll(curves, spread);
      return [bandLine(named, band, spread, axis, reference)];
    }
    const [{ x, y }] = curves as [PlacedCourse];
    return [{ ...named, x, y, ...stepsOf(x, axis, reference) }];
  });
}

type Named = Pick<ChartLine, 'key' | 'label' | 'look'>;

function bandLine(
  named: Named,
  { x, mean, low, high, n }: Band,
  spread: Spread,
  axis: Axis,
  reference: RunStore | undefined,
): ChartLine {
  const band = { low, high, n, edges: edgeNames(spread), isMeasured: spread === 'range' };
  return { ...named, x, y: mean, ...stepsOf(x, axis, reference), band };
}

/** A band with as many points as a screen can show. */
function bandToDraw(curves: readonly PlacedCourse[], spread: Spread): Band {
  return again(bands, curves[0]!, [spread, ...curves], () => {
    const points = { most: mostPoints(curves.length), focus: focusOf(curves) };
    return bandOnSharedPlaces(curves, spread) ?? bandOf(curves, spread, points);
  });
}

/** A band with a point wherever a curve has one. */
function bandOfAll(curves: readonly PlacedCourse[], spread: Spread): Band {
  return bandOnSharedPlaces(curves, spread) ?? bandOf(curves, spread, { most: Infinity });
}

/** What all of the curves that have more points somewhere have them in. */
function focusOf(curves: readonly PlacedCourse[]): Stretch | undefined {
  const all = curves.flatMap(({ focus }) => focus ?? []);
  if (all.length === 0) return undefined;
  return { from: Math.min(...all.map(({ from }) => from)), to: Math.max(...all.map(({ to }) => to)) };
}

/** Very many curves are drawn at fewer places: each place costs a look at each of them. */
function mostPoints(curves: number): number {
  return Math.max(200, Math.min(2000, Math.round(20_000 / curves)));
}

function placedCourse(course: Course, run: RunStore, axis: Axis): PlacedCourse {
  return again(placed, course, alignmentOf(run, axis), () => {
    const { steps, values, detail } = course;
    const x = placesOf(run, steps, axis);
    if (detail === undefined) return { x, y: values };
    const [from, to] = placesOf(run, [detail.from, detail.to], axis) as unknown as [number, number];
    return { x, y: values, focus: { from, to } };
  });
}

/** The reference's steps at places on the axis. */
function stepsOf(
  x: Float64Array,
  axis: Axis,
  reference: RunStore | undefined,
): Pick<ChartLine, 'steps' | 'hasOthersSteps'> {
  if (axis === 'step' || reference === undefined) return { steps: x };
  const steps = again(stepsOfPlaces, x, alignmentOf(reference, axis), () => stepsAt(reference, x, axis));
  return { steps, hasOthersSteps: true };
}

/** The same as before where it depends on the same, so that nothing is drawn anew. */
function again<K extends object, T>(
  before: WeakMap<K, Made<T>>,
  key: K,
  of: readonly unknown[],
  make: () => T,
): T {
  const known = before.get(key);
  if (known?.of.length === of.length && known.of.every((each, i) => each === of[i])) return known.value;
  const value = make();
  before.set(key, { of, value });
  return value;
}
