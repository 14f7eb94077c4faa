import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/config/userError';
import { InspectionCancelled } from '../../../src/inspection/inspectorChannel';
import { InspectorClient } from '../../../src/inspection/inspectorClient';
import { readInspectorRequest } from '../../../src/inspection/inspectorRequests';
import type { LayerMetricsRow } from '../../../src/messages/inspectorMessages';
import { Random } from '../../../src/random/random';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import { fixture, temporaryFolder } from '../checkpoints/support';
import { dist } from '../cli/support';

const client = new InspectorClient({ inspectorFile: path.join(dist, 'inspector.js') });
afterAll(() => client.dispose());
const folder = temporaryFolder();

function kernel(rows: number, columns: number) {
  const random = new Random(1, 'kernel');
  return {
    shape: [rows, columns],
    data: Float32Array.from({ length: rows * columns }, () => random.normal(0, 1)),
  };
}

describe('the inspecting process', () => {
  it('opens, measures and shows a checkpoint', async () => {
    const file = folder.write('m.safetensors', encodeSafetensors({ 'a/kernel': kernel(80, 60) }));
    const { inspection, layers } = await client.ask('open', { source: { kind: 'file', file } });
    expect(layers.map(({ name }) => name)).toEqual(['a']);
    const partials: LayerMetricsRow[] = [];
    const { rows } = await client.ask('metrics', { inspection }, { onPartial: (row) => partials.push(row) });
    expect(partials).toEqual(rows);
    expect(rows[0]!.metrics.mutualCoherence).toBeGreaterThan(0);
    const { singularValues, vectors, gram } = await client.ask('details', {
      inspection,
      layer: 'a',
      vectors: { count: 2, by: 'sigma' },
    });
    expect(singularValues).toBeInstanceOf(Float64Array);
    expect(vectors[0]!.input).toHaveLength(80);
    expect(gram).toMatchObject({ size: 60, of: 'WᵀW' });
  });

  it('tells errors as they are meant for the user, and lives on', async () => {
    const missing = client.ask('open', { source: { kind: 'file', file: '/nowhere/x.pt' } });
    await expect(missing).rejects.toMatchObject({ name: 'UserError', message: 'There is no such file.' });
    const { format } = await client.ask('open', { source: { kind: 'file', file: fixture('model.onnx') } });
    expect(format).toBe('ONNX');
  });

  it('gives a request up when it is cancelled', async () => {
    const file = folder.write('large.safetensors', encodeSafetensors({ 'a/kernel': kernel(900, 900) }));
    const { inspection } = await client.ask('open', { source: { kind: 'file', file } });
    const controller = new AbortController();
    const measured = client.ask('metrics', { inspection }, { signal: controller.signal });
    controller.abort();
    await expect(measured).rejects.toBeInstanceOf(InspectionCancelled);
  });

  it('that nobody asks anything is ended, and started again for the next question', async () => {
    const idle = new InspectorClient({ inspectorFile: path.join(dist, 'inspector.js'), idleMs: 1 });
    const pid = () => idle.pid;
    const file = folder.write('idle.safetensors', encodeSafetensors({ 'a/kernel': kernel(8, 6) }));
    const { inspection } = await idle.ask('open', { source: { kind: 'file', file } });
    await expect.poll(pid).toBeUndefined();
    const { rows } = await idle.ask('metrics', { inspection });
    expect(rows).toHaveLength(1);
    idle.dispose();
  });

  it('that is killed is started again, with what was open', async () => {
    const { inspection } = await client.ask('open', {
      source: { kind: 'file', file: fixture('state_dict.pt') },
    });
    const { pid } = client;
    process.kill(pid!, 'SIGKILL');
    await expect(client.ask('tensor', { inspection, tensor: 'fc1.bias' })).rejects.toThrow(
      /The process that inspects checkpoints is gone/,
    );
    expect(await client.ask('tensor', { inspection, tensor: 'fc1.bias' })).toMatchObject({ min: -1 });
    expect(client.pid).not.toBe(pid);
  });
});

it('a request that is none is refused', () => {
  for (const message of [
    null,
    5,
    {},
    { type: 'open', id: 1 },
    { type: 'details', id: -1 },
    { type: 'evil', id: 2 },
  ]) {
    expect(() => readInspectorRequest(message), JSON.stringify(message)).toThrow(UserError);
  }
});
