import { describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../../src/config/userError';
import { affordableLayers } from '../../../../src/extension/layers/affordableLayers';
import { Inspection } from '../../../../src/extension/layers/inspection';
import { pageCopy } from '../../../../src/extension/layers/pageCopy';
import { InspectionCancelled } from '../../../../src/inspection/inspectorClient';
import type { LayerMetricsRow, LayerRow, OpenedInspection } from '../../../../src/messages/inspectorMessages';

function layer(name: string, rows = 8, columns = 4): LayerRow {
  return {
    name,
    tensor: `${name}/kernel`,
    shape: [rows, columns],
    kind: 'dense',
    rows,
    columns,
    layout: '[in, out]',
    parameters: rows * columns,
    dtype: 'f32',
  };
}

function rowOf(name: string): LayerMetricsRow {
  return {
    layer: name,
    metrics: { stableRank: 2 },
    state: { level: 'good', reason: { text: 'fine', values: [] } },
  };
}

const summary = {
  layers: 2,
  metrics: { meanAlpha: null, weightedAlpha: null, sumLogNorms: 1, balanceGap: 0, logLipschitz: 1 },
  counts: { good: 2, watch: 0, bad: 0, unknown: 0 },
  finding: { text: 'fine', values: [] },
};

/** An inspector that a test plays. */
class FakeInspector {
  readonly asked: { type: string; request: Record<string, unknown> }[] = [];
  layers = [layer('a'), layer('b')];
  private last = 0;
  /** Takes the place of an answer. */
  instead: Record<string, (request: Record<string, unknown>, signal?: AbortSignal) => unknown> = {};

  ask = (async (type: string, request: Record<string, unknown>, listener?: { signal?: AbortSignal }) => {
    this.asked.push({ type, request });
    const special = this.instead[type];
    if (special !== undefined) return special(request, listener?.signal);
    switch (type) {
      case 'open':
        return {
          inspection: ++this.last,
          title: 'a',
          file: '/a',
          layers: this.layers,
        } as unknown as OpenedInspection;
      case 'metrics': {
        const names = (request.layers as string[] | undefined) ?? this.layers.map(({ name }) => name);
        return { rows: names.map(rowOf), summary };
      }
      case 'data':
        return { title: 'peak', samples: 100, layers: {}, notes: [] };
      default:
        return null;
    }
  }) as never;

  of(type: string): Record<string, unknown>[] {
    return this.asked.filter((each) => each.type === type).map(({ request }) => request);
  }
}

const FILE = { kind: 'file', file: '/models/a.safetensors' } as const;

describe('An inspection', () => {
  it('opens its source, chooses the first layer and computes what does not take long', async () => {
    const inspector = new FakeInspector();
    const inspection = new Inspection({ ask: inspector.ask }, FILE, () => undefined);
    await inspection.open();
    expect(inspection.layer).toBe('a');
    expect([...inspection.rows.keys()]).toEqual(['a', 'b']);
    expect(inspection.status).toEqual({ metrics: { state: 'done' } });
    expect(inspection.summary).toBe(summary);
  });

  it('leaves large layers until they are asked for', async () => {
    const inspector = new FakeInspector();
    inspector.layers = [layer('large', 11_008, 4096), layer('small')];
    const inspection = new Inspection({ ask: inspector.ask }, FILE, () => undefined);
    await inspection.open();
    expect(inspector.of('metrics')).toEqual([{ inspection: 1, layers: ['small'] }]);
    expect(inspection.status.metrics).toEqual({ state: 'partial', missing: 1 });
    expect(inspection.summary).toBeUndefined();
    await inspection.compute(true);
    expect(inspector.of('metrics').at(-1)).toEqual({ inspection: 1 });
    expect(inspection.status.metrics).toEqual({ state: 'done' });
  });

  it('keeps what it knows when another step cannot be opened, and says why', async () => {
    const inspector = new FakeInspector();
    const log = vi.fn();
    const inspection = new Inspection({ ask: inspector.ask }, FILE, log);
    await inspection.open();
    inspector.instead.open = () => {
      throw new UserError('the snapshot is gone');
    };
    await inspection.open({ kind: 'run', directory: '/runs/a', step: 5 });
    expect(inspection.opened?.inspection).toBe(1);
    expect(inspection.rows.size).toBe(2);
    expect(inspection.status.trouble).toContain('the snapshot is gone');
    expect(log).toHaveBeenCalledOnce();
  });

  it('takes the last of several openings, in whichever order they come, and closes the others', async () => {
    const inspector = new FakeInspector();
    const answers: (() => void)[] = [];
    inspector.instead.open = (request) =>
      new Promise((resolve) => {
        const inspection = answers.length + 1;
        answers.push(() =>
          resolve({ inspection, layers: [], file: (request.source as { file: string }).file }),
        );
      });
    const inspection = new Inspection({ ask: inspector.ask }, FILE, () => undefined);
    const both = [inspection.open(), inspection.open({ kind: 'file', file: '/models/b.safetensors' })];
    answers[1]!();
    answers[0]!();
    await Promise.all(both);
    expect(inspection.opened?.file).toBe('/models/b.safetensors');
    expect(inspector.of('close')).toEqual([{ inspection: 1 }]);
  });

  it('can be cancelled while it computes, and goes on from there', async () => {
    const inspector = new FakeInspector();
    inspector.instead.metrics = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal!.addEventListener('abort', () => reject(new InspectionCancelled()));
      });
    const inspection = new Inspection({ ask: inspector.ask }, FILE, () => undefined);
    const opening = inspection.open();
    await vi.waitFor(() => expect(inspection.status.metrics.state).toBe('running'));
    inspection.cancelCompute();
    await opening;
    expect(inspection.status.metrics).toEqual({ state: 'partial', missing: 2 });
    delete inspector.instead.metrics;
    await inspection.compute(true);
    expect(inspection.status.metrics).toEqual({ state: 'done' });
  });

  it('brings data in before the numbers, at every later opening too', async () => {
    const inspector = new FakeInspector();
    const inspection = new Inspection({ ask: inspector.ask }, FILE, () => undefined);
    await inspection.open();
    await inspection.useData({ config: '/peak.racecar.json' });
    expect(inspection.status.data).toMatchObject({ title: 'peak', samples: 100 });
    await inspection.open();
    expect(inspector.asked.map(({ type }) => type).filter((type) => type !== 'close')).toEqual([
      'open',
      'metrics',
      'data',
      'metrics',
      'open',
      'data',
      'metrics',
    ]);
    inspector.instead.data = () => {
      throw new UserError('the config has no data');
    };
    await inspection.open();
    expect(inspection.status.dataTrouble).toContain('the config has no data');
    expect(inspection.status.metrics).toEqual({ state: 'done' });
  });
});

it('The cheapest layers are computed at once, as far as the budget goes', () => {
  const names = affordableLayers([layer('c', 100, 100), layer('a', 10, 10), layer('b', 20, 20)], 10_000).map(
    ({ name }) => name,
  );
  expect(names).toEqual(['a', 'b']);
});

it('What goes to a page has memory of its own, not a whole message of the inspector', () => {
  const message = new ArrayBuffer(1024);
  const copied = pageCopy({ list: [new Float32Array(message, 16, 4)], text: 'a', none: null });
  expect(copied.list[0]!.buffer.byteLength).toBe(16);
  expect(copied).toEqual({ list: [new Float32Array(4)], text: 'a', none: null });
});
