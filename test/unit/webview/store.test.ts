import { describe, expect, it } from 'vitest';
import type { RunUpdate } from '../../../src/messages/dashboardMessages';
import { MetricsColumns } from '../../../src/messages/metricsColumns';
import type { DataSource, SourceListener, Tensor } from '../../../webview/store/dataSource';
import { nearestStep } from '../../../webview/store/nearestStep';
import { PageStore } from '../../../webview/store/pageStore';
import { TensorCache } from '../../../webview/store/tensorCache';
import { metricsLine } from '../runs/metricsLine';

class FakeSource implements DataSource {
  listener!: SourceListener;
  readonly asked: string[] = [];

  connect(listener: SourceListener): void {
    this.listener = listener;
  }

  tensors(_run: string, step: number, names: readonly string[]): Promise<Record<string, Tensor>> {
    this.asked.push(`${step}: ${names.join(' ')}`);
    if (step === 13) return Promise.reject(new Error('the snapshot is damaged'));
    return Promise.resolve(Object.fromEntries(names.map((name) => [name, tensor(4)])));
  }

  header(): Promise<never> {
    return Promise.reject(new Error('none'));
  }

  act(): Promise<void> {
    return Promise.resolve();
  }

  save(): Promise<void> {
    return Promise.reject(new Error('the disk is full'));
  }
}

function tensor(size: number): Tensor {
  return { shape: [size], data: new Float32Array(size) };
}

function metrics(...steps: number[]) {
  const columns = new MetricsColumns();
  for (const step of steps) columns.add(metricsLine(step));
  return columns.block();
}

function opened(update: Omit<RunUpdate, 'key'>, kept?: unknown) {
  const source = new FakeSource();
  const written: unknown[] = [];
  const store = new PageStore(source, { read: () => kept, write: (state) => written.push(state) });
  source.listener.update([{ key: 'a', ...update }], true);
  return { source, store, written, run: store.runs.value[0]! };
}

describe('the step cursor', () => {
  it('follows the newest step until it is moved, and again when told to', () => {
    const { source, store } = opened({ metrics: metrics(0, 10, 20), snapshots: [0, 20] });
    expect(store.cursor.step.value).toBe(20);
    source.listener.update([{ key: 'a', metrics: { ...metrics(30), from: 3 } }], false);
    expect(store.cursor.step.value).toBe(30);
    store.cursor.moveTo(12);
    expect(store.cursor.step.value).toBe(10);
    source.listener.update([{ key: 'a', metrics: { ...metrics(40), from: 4 } }], false);
    expect(store.cursor.step.value).toBe(10);
    store.cursor.follow.value = true;
    expect(store.cursor.step.value).toBe(40);
  });

  it('goes from logged step to logged step, and not beyond the ends', () => {
    const { store } = opened({ metrics: metrics(0, 10, 20) });
    store.cursor.moveBy(-1);
    expect(store.cursor.step.value).toBe(10);
    store.cursor.moveBy(-5);
    expect(store.cursor.step.value).toBe(0);
    store.cursor.moveBy(1);
    store.cursor.moveBy(9);
    expect(store.cursor.step.value).toBe(20);
  });

  it('has the nearest snapshot, of two as near the earlier', () => {
    const { store, run } = opened({ metrics: metrics(0, 5, 10, 14, 20), snapshots: [0, 10, 20] });
    for (const [step, snapshot] of [
      [0, 0],
      [5, 0],
      [10, 10],
      [14, 10],
      [20, 20],
    ] as const) {
      store.cursor.moveTo(step);
      expect(run.nearestSnapshot.value).toBe(snapshot);
    }
    expect(nearestStep([], 3)).toBeUndefined();
  });
});

describe('the page', () => {
  it('comes back as it was left, and does without what it cannot use', async () => {
    const first = opened({ metrics: metrics(0, 10, 20) });
    first.store.cursor.moveTo(10);
    first.store.axis.value = 'time';
    first.store.smoothing.value = 0.9;
    await Promise.resolve();
    const kept = JSON.parse(JSON.stringify(first.written.at(-1))) as Record<string, unknown>;
    const again = opened({ metrics: metrics(0, 10, 20) }, kept).store;
    expect([again.cursor.step.value, again.axis.value, again.smoothing.value]).toEqual([10, 'time', 0.9]);
    const odd = opened({ metrics: metrics(0, 10) }, { ...kept, axis: 'parsecs', smoothing: 'much' }).store;
    expect([odd.axis.value, odd.smoothing.value]).toEqual(['step', 0]);
  });

  it('writes the changes of one moment once', async () => {
    const { store, written } = opened({ metrics: metrics(0, 10, 20) });
    for (const step of [0, 10, 20, 10]) store.cursor.moveTo(step);
    await Promise.resolve();
    expect(written).toHaveLength(1);
  });

  it('says why something did not work', async () => {
    const { store, source } = opened({});
    await store.report(() => source.save());
    expect(store.failure.value).toBe('the disk is full');
  });

  it('drops runs that a whole update does not name, and keeps them otherwise', () => {
    const { store, source, run } = opened({});
    source.listener.update([{ key: 'b' }], false);
    expect(store.runs.value.map(({ key }) => key)).toEqual(['a', 'b']);
    source.listener.update([{ key: 'a' }], true);
    expect(store.runs.value).toEqual([run]);
  });
});

describe('tensors of snapshots', () => {
  it('are asked for once, together, and again when the snapshots were taken anew', async () => {
    const { run, source } = opened({ metrics: metrics(0, 10) });
    await Promise.all([run.tensors(0, ['x', 'y']), run.tensors(0, ['y', 'x', 'z'])]);
    await run.tensors(0, ['z']);
    expect(source.asked).toEqual(['0: x y', '0: z']);
    source.listener.update([{ key: 'a', metrics: { ...metrics(10), from: 1 } }], false);
    await run.tensors(0, ['x']);
    expect(source.asked).toEqual(['0: x y', '0: z', '0: x']);
    // An outline takes the place of all that there was, also where no step was taken back.
    source.listener.update([{ key: 'a', metrics: { ...metrics(0, 10, 20), rewinds: false } }], false);
    await run.tensors(0, ['x']);
    expect(source.asked).toHaveLength(3);
  });

  it('are asked for again after a failure', async () => {
    const { run, source } = opened({});
    await expect(run.tensors(13, ['x'])).rejects.toThrow('damaged');
    await expect(run.tensors(13, ['x'])).rejects.toThrow('damaged');
    expect(source.asked).toHaveLength(2);
  });

  it('are given up, those used the longest ago first, when they are too many', async () => {
    const cache = new TensorCache(100);
    const fetched: string[] = [];
    const get = (name: string): Promise<unknown> =>
      cache.get('0', [name], (names) => {
        fetched.push(...names);
        return Promise.resolve(Object.fromEntries(names.map((each) => [each, tensor(10)])));
      });
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await get(name);
    expect(fetched).toEqual(['a', 'b', 'c', 'b']);
  });
});
