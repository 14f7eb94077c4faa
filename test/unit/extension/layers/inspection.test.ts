import { describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../../src/config/userError';
import { affordableLayers } from '../../../../src/extension/layers/affordableLayers';
import { Inspection } from '../../../../src/extension/layers/inspection';
import { pageCopy } from '../../../../src/extension/layers/pageCopy';
import { InspectionCancelled } from '../../../../src/inspection/inspectorChannel';
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

/** An opened inspection whose data come when the test says so. */
async function withSlowData(inspector: FakeInspector) {
  const asked: { signal: AbortSignal; answer: (title: string) => void }[] = [];
  inspector.instead.data = (_, signal) =>
    new Promise((resolve) =>
      asked.push({
        signal: signal!,
        answer: (title) => resolve({ title, samples: 1, layers: {}, notes: [] }),
      }),
    );
  const inspection = new Inspection({ ask: inspector.ask }, FILE, () => undefined);
  await inspection.open();
  return { asked, inspection };
}

/** An inspection whose metrics are computed until they are cancelled. */
async function computing(): Promise<{
  inspector: FakeInspector;
  inspection: Inspection;
  opening: Promise<void>;
}> {
  const inspector = new FakeInspector();
  inspector.instead.metrics = (_, signal) =>
    new Promise((_resolve, reject) => {
      signal!.addEventListener('abort', () => reject(new InspectionCancelled()));
    });
  const inspection = new Inspection({ ask: inspector.ask }, FILE, () => undefined);
  const opening = inspection.open();
  await expect.poll(() => inspection.status.metrics.state).toBe('running');
  return { inspector, inspection, opening };
}

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
    expect(inspection.status.metrics).toEqual({ state: 'partial', missing: 1, why: 'large' });
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
    const { inspector, inspection, opening } = await computing();
    inspection.cancelCompute();
    await opening;
    expect(inspection.status.metrics).toEqual({ state: 'partial', missing: 2, why: 'cancelled' });
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
    expect(inspection.status.data).toBeUndefined();
    expect(inspection.status.metrics).toEqual({ state: 'done' });
  });

  it('has the data that were chosen last, however long those before take', async () => {
    const inspector = new FakeInspector();
    const { asked, inspection } = await withSlowData(inspector);
    const slow = inspection.useData({ config: '/slow.racecar.json' });
    const first = asked[0]!;
    expect(inspection.status).toMatchObject({ metrics: { state: 'waiting' }, dataProgress: { fraction: 0 } });
    const fast = inspection.useData({ config: '/fast.racecar.json' });
    expect(first.signal.aborted).toBe(true);
    asked[1]!.answer('fast');
    await fast;
    const { number, title } = inspection.status.data!;
    expect(title).toBe('fast');
    // It was not cancelled in time.
    first.answer('slow');
    await slow;
    expect(inspection.status).toEqual({
      metrics: { state: 'done' },
      data: { number, title: 'fast', samples: 1, notes: [] },
    });
    const again = inspection.useData({ config: '/other/fast.racecar.json' });
    asked[2]!.answer('fast');
    await again;
    expect(inspection.status.data).toMatchObject({ title: 'fast' });
    expect(inspection.status.data!.number).toBeGreaterThan(number);
  });

  it('gives data up that are still coming: for none, when that is asked for, and when it is closed', async () => {
    const inspector = new FakeInspector();
    const { asked, inspection } = await withSlowData(inspector);
    void inspection.useData({ config: '/a.racecar.json' });
    await inspection.useData(undefined);
    expect(asked[0]!.signal.aborted).toBe(true);
    expect(inspection.status).toEqual({ metrics: { state: 'done' } });

    void inspection.useData({ config: '/a.racecar.json' });
    await inspection.cancelData();
    expect(asked[1]!.signal.aborted).toBe(true);
    expect(inspection.data).toBeUndefined();
    expect(inspection.status).toEqual({ metrics: { state: 'done' } });

    void inspection.useData({ config: '/a.racecar.json' });
    inspection.dispose();
    expect(asked[2]!.signal.aborted).toBe(true);
  });

  it('does not keep a layer’s numbers that were asked for before other data came', async () => {
    const inspector = new FakeInspector();
    const { asked, inspection } = await withSlowData(inspector);
    let answerDetails: (details: unknown) => void = () => undefined;
    inspector.instead.details = () => new Promise((resolve) => (answerDetails = resolve));
    const details = inspection.details({ inspection: 1, layer: 'a', vectors: { count: 1, by: 'sigma' } }, {});
    const bringing = inspection.useData({ config: '/a.racecar.json' });
    asked[0]!.answer('a');
    await bringing;
    answerDetails({ row: { ...rowOf('a'), metrics: { stableRank: -1 } } });
    await details;
    expect(inspection.rows.get('a')!.metrics.stableRank).toBe(2);
  });

  it('whose file cannot be opened again while it computes no longer says that it does', async () => {
    const { inspector, inspection, opening } = await computing();
    inspector.instead.open = () => {
      throw new UserError('the file is gone');
    };
    await Promise.all([opening, inspection.open()]);
    expect(inspection.status.metrics).toEqual({ state: 'partial', missing: 2, why: 'cancelled' });
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
