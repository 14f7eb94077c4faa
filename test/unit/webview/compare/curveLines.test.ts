import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { ShownRow } from '../../../../src/comparison/shownTable';
import type { Spread } from '../../../../src/comparison/spread';
import type { RunFacts } from '../../../../src/messages/dashboardMessages';
import { MetricsColumns } from '../../../../src/messages/metricsColumns';
import { runOutline } from '../../../../src/messages/runOutline';
import type { CompareStore } from '../../../../webview/compare/compareStore';
import type { Course } from '../../../../webview/compare/course';
import { curveLines } from '../../../../webview/compare/curves/curveLines';
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

  it('has other steps once the reference has', () => {
    const { store, axis, reference } = storeOfGroup();
    axis.value = 'percent';
    expect([...line(store).steps]).toEqual([0, 500, 1000]);
    grow(reference.value, 50, 2000);
    expect([...line(store).steps]).toEqual([0, 1000, 2000]);
  });
});
