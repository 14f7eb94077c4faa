import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { ShownRow } from '../../../../src/comparison/shownTable';
import type { Spread } from '../../../../src/comparison/spread';
import type { RunFacts } from '../../../../src/messages/dashboardMessages';
import { MetricsColumns } from '../../../../src/messages/metricsColumns';
import { runOutline } from '../../../../src/messages/runOutline';
import type { CompareStore } from '../../../../webview/compare/compareStore';
import type { Course } from '../../../../webview/compare/course';
import { bandNotes } from '../../../../webview/compare/curves/bandSetting';
import { curveLines } from '../../../../webview/compare/curves/curveLines';
import { RowLooks } from '../../../../webview/compare/curves/rowLooks';
import type { DataSource } from '../../../../webview/store/dataSource';
import type { Axis } from '../../../../webview/store/pageStore';
import { RunStore } from '../../../../webview/store/runStore';
import { metricsLine } from '../../runs/metricsLine';

const STEPS = [0, 100, 200];

/** A run of which an epoch takes so many steps, with 200 steps in all. */
function runOf(key: string, stepsPerEpoch: number, last = 200): RunStore {
  const run = new RunStore(key, {} as DataSource, signal(0));
  grow(run, stepsPerEpoch, last);
  return run;
}

function grow(run: RunStore, stepsPerEpoch: number, last: number): void {
  const columns = new MetricsColumns();
  for (let step = 0; step <= last; step += 100) {
    columns.add(metricsLine(step, { epoch: step / stepsPerEpoch, seconds: step / 1000 }));
  }
  run.apply({ key: run.key, facts: { steps: last } as RunFacts, metrics: runOutline(columns) });
}

function course(...values: number[]): Course {
  return { steps: Uint32Array.from(STEPS), values: Float64Array.from(values), logged: values.length };
}

/** A group of two runs against each other, as far as its curves need it. */
function storeOfGroup() {
  const runs = [runOf('a', 10), runOf('b', 10)];
  const courses = new Map([
    ['a', course(1, 2, 3)],
    ['b', course(3, 4, 5)],
  ]);
  const axis = signal<Axis>('step');
  const reference = signal(runOf('long', 50, 1000));
  const row = { key: 'rr', label: 'rr', mode: 'rr', runs, isBaseline: false, cells: [] };
  const store = {
    courses: { version: signal(0), course: (key: string) => courses.get(key) },
    page: { axis },
    reference,
    shown: signal({ rows: [row as unknown as ShownRow], isGrouped: true }),
    storeOf: ({ key }: { key: string }) => runs.find((run) => run.key === key)!,
  };
  return { store: store as unknown as CompareStore, axis, courses, reference };
}

const line = (store: CompareStore, spread: Spread = 'range') => curveLines(store, 'taskLoss', spread)[0]!;

describe('the curve of a group', () => {
  it('lies where the axis has it, with the steps of the reference there', () => {
    const { store, axis } = storeOfGroup();
    expect([...line(store).x]).toEqual(STEPS);
    axis.value = 'epoch';
    expect([...line(store).x]).toEqual([0, 10, 20]);
    expect([...line(store).steps]).toEqual([0, 500, 1000]);
    axis.value = 'percent';
    expect([...line(store).x]).toEqual([0, 50, 100]);
    axis.value = 'step';
    expect([...line(store).x]).toEqual(STEPS);
    expect([...line(store).steps]).toEqual(STEPS);
  });

  it('is the same while nothing has changed, and another when one of its courses has', () => {
    const { store, courses } = storeOfGroup();
    const before = line(store);
    expect([...before.y]).toEqual([2, 3, 4]);
    expect(line(store).y).toBe(before.y);
    courses.set('b', course(5, 6, 7));
    expect([...line(store).y]).toEqual([3, 4, 5]);
  });

  it('has its spread with what its edges are, and how many runs there are at each place', () => {
    const { store, courses } = storeOfGroup();
    courses.set('b', { ...course(3, 4), steps: Uint32Array.of(0, 100) });
    const { band } = line(store);
    expect([band!.low, band!.high, band!.n].map((column) => Array.from(column))).toEqual([
      [1, 2, 3],
      [3, 4, 3],
      [2, 2, 1],
    ]);
    expect(band!.edges).toEqual(['min', 'max']);
    expect(line(store, 'sd').band!.edges).toEqual(['mean - sd', 'mean + sd']);
    expect(bandNotes([line(store, 'interval')], 'interval')).toEqual([
      'means of 2 seeds',
      'areas are 95 % confidence intervals of the means (Student’s t)',
    ]);
    const { band: none, ...single } = line(store);
    expect(none).toBeDefined();
    expect(bandNotes([single], 'range')).toEqual([]);
  });

  it('says how many seeds each mean is of where these differ', () => {
    const { store } = storeOfGroup();
    const rr = line(store);
    const std = { ...rr, label: 'Std', band: { ...rr.band!, n: [3, 3, 1] } };
    expect(bandNotes([rr, std], 'range')).toEqual([
      'means over seeds: RR 2, Std 3',
      'areas from the lowest to the highest',
    ]);
  });

  it('of all that was logged has every place of every run, and leaves what is drawn as it is', () => {
    const { store } = storeOfGroup();
    const drawn = line(store);
    const long = (offset: number): Course => {
      const steps = Uint32Array.from({ length: 3000 }, (_, i) => 2 * i + offset);
      return { steps, values: Float64Array.from(steps), logged: steps.length };
    };
    const whole = new Map([
      ['a', long(0)],
      ['b', long(1)],
    ]);
    const [all] = curveLines(store, 'taskLoss', 'range', whole);
    expect([...all!.x]).toEqual(Array.from({ length: 6000 }, (_, i) => i));
    expect([...all!.y.subarray(1, -1)]).toEqual([...all!.x.subarray(1, -1)]);
    expect(line(store).y).toBe(drawn.y);
  });

  it('has other steps once the reference has', () => {
    const { store, axis, reference } = storeOfGroup();
    axis.value = 'percent';
    expect([...line(store).steps]).toEqual([0, 500, 1000]);
    grow(reference.value, 50, 2000);
    expect([...line(store).steps]).toEqual([0, 1000, 2000]);
  });
});

describe('the looks of rows', () => {
  it('differ within a mode, and between combinations of modes, which have one colour', () => {
    const looks = new RowLooks();
    const all = ['rr', 'rr', 'rr+weissi', 'ort+weissi', 'ort+weissi'].map((mode) => looks.next(mode));
    expect(all.map(({ colour }) => colour)).toEqual(['green', 'green', 'red', 'red', 'red']);
    expect(new Set(all.map((look) => JSON.stringify(look))).size).toBe(all.length);
  });
});
