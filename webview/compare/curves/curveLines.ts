import type { Stretch } from '../../../src/comparison/bands';
import { bandOf, bandOnSharedPlaces } from '../../../src/comparison/bands';
import type { Spread } from '../../../src/comparison/spread';
import type { ChartLine, LineLook, Marker } from '../../charts/lines';
import { modeLook } from '../../charts/lines';
import type { Axis } from '../../store/pageStore';
import type { RunStore } from '../../store/runStore';
import { alignmentOf, placesOf, stepsAt } from '../alignment';
import type { CompareStore } from '../compareStore';
import type { Course } from '../course';
import { rowLabel } from '../texts';

/** A run's course along an axis. */
interface PlacedCourse {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Where it has more points than elsewhere. */
  readonly focus?: Stretch;
}

/** The mean of several courses, and from where to where they reach. */
interface Band {
  readonly x: Float64Array;
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
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
 */
export function curveLines(store: CompareStore, column: string, spread: Spread): ChartLine[] {
  void store.courses.version.value;
  const axis = store.page.axis.value;
  const reference = store.reference.value;
  const { rows, isGrouped } = store.shown.value;
  const ofMode = new Map<string, number>();
  return rows.flatMap((row): ChartLine[] => {
    const mode = row.mode ?? '';
    const count = ofMode.get(mode) ?? 0;
    ofMode.set(mode, count + 1);
    const look = lookOfRow(mode, count);
    const curves = row.runs.flatMap((run) => {
      const course = store.courses.course(run.key, column);
      return course === undefined || course.steps.length === 0
        ? []
        : [placedCourse(course, store.storeOf(run), axis)];
    });
    if (curves.length === 0) return [];
    const named = { key: row.key, label: rowLabel(row), look };
    if (isGrouped && curves.length > 1) return [bandLine(named, curves, spread, axis, reference)];
    const [{ x, y }] = curves as [PlacedCourse];
    return [{ ...named, x, y, steps: cursorSteps(x, axis, reference) }];
  });
}

type Named = Pick<ChartLine, 'key' | 'label' | 'look'>;

function bandLine(
  named: Named,
  curves: readonly PlacedCourse[],
  spread: Spread,
  axis: Axis,
  reference: RunStore | undefined,
): ChartLine {
  const { x, mean, low, high } = again(bands, curves[0]!, [spread, ...curves], () => {
    const points = { most: mostPoints(curves.length), focus: focusOf(curves) };
    return bandOnSharedPlaces(curves, spread) ?? bandOf(curves, spread, points);
  });
  const band = { low, high, isMeasured: spread === 'range' };
  return { ...named, x, y: mean, steps: cursorSteps(x, axis, reference), band };
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
function cursorSteps(x: Float64Array, axis: Axis, reference: RunStore | undefined): Float64Array {
  if (axis === 'step' || reference === undefined) return x;
  return again(stepsOfPlaces, x, alignmentOf(reference, axis), () => stepsAt(reference, x, axis));
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

const MARKERS: readonly Marker[] = ['circle', 'square', 'triangle', 'diamond', 'cross', 'plus'];
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

/** A row's mode gives the look; of further rows of the mode the marker and the dashes are others. */
export function lookOfRow(mode: string, count: number): LineLook {
  const look = modeLook(mode);
  if (count === 0) return look;
  const at = (list: readonly unknown[], own: unknown): number => Math.max(0, list.indexOf(own));
  const dash = DASHES.findIndex((each) => each.join() === look.dash.join());
  return {
    ...look,
    marker: MARKERS[(at(MARKERS, look.marker) + count) % MARKERS.length]!,
    dash: DASHES[(Math.max(0, dash) + count) % DASHES.length]!,
  };
}
