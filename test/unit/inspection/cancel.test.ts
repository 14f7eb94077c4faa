import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/data/dataset';
import type { EngineSession } from '../../../src/engines/engine';
import { betweenBlocks } from '../../../src/inspection/betweenBlocks';
import { InspectionCancelled } from '../../../src/inspection/inspectorChannel';
import { InspectorClient } from '../../../src/inspection/inspectorClient';
import { pixelGram } from '../../../src/inspection/pixelGram';
import { Evaluator } from '../../../src/trainer/evaluation';
import type { PreparedTraining } from '../../../src/trainer/prepare';
import { temporaryFolder } from '../checkpoints/support';
import { modelOf } from '../support/models';
import { plainAlgebra } from './support';

/** Cancels as a message would that comes while something is computed: it is heard once the thread is free. */
function cancelSoon(): AbortSignal {
  const controller = new AbortController();
  setImmediate(() => controller.abort(new InspectionCancelled('cancelled')));
  return controller.signal;
}

const samples = (count: number, shape: [number, number, number]) =>
  ({
    shape,
    scale: 1,
    train: {
      count,
      samples: new Uint8Array(count * shape[0] * shape[1] * shape[2]),
      labels: new Uint8Array(count),
    },
  }) as unknown as Dataset;

describe('data that are no longer wanted', () => {
  it('are given up before the next block of samples, also where nothing waits for a thread', async () => {
    let products = 0;
    const algebra = plainAlgebra();
    const counting: typeof algebra = {
      ...algebra,
      product: (a, b) => {
        products++;
        return algebra.product(a, b);
      },
    };
    const dataset = samples(40, [2, 2, 1]);
    await pixelGram(dataset, false, counting, {}, 16);
    expect(products).toBe(10);
    products = 0;
    const cancelled = pixelGram(dataset, false, counting, { signal: cancelSoon() }, 16);
    await expect(cancelled).rejects.toBeInstanceOf(InspectionCancelled);
    expect(products).toBeLessThanOrEqual(1);
  });

  it('are given up before the next chunk of a pass over the network', async () => {
    const layers = [
      { type: 'conv2d', filters: 32, kernelSize: 3 },
      { type: 'flatten' },
      { type: 'dense', units: 2 },
    ];
    const model = modelOf({ input: [64, 64, 1], layers });
    const dataset = samples(500, [64, 64, 1]);
    let passes = 0;
    const session = {
      run: () => {
        passes++;
        return Promise.resolve({ 'dense1/target': { shape: [], data: Float32Array.of(1) } });
      },
    } as unknown as EngineSession;
    const evaluator = new Evaluator({ model, dataset } as unknown as PreparedTraining, session);
    const chunks = evaluator.chunksOf(dataset.train).length;
    expect(chunks).toBeGreaterThan(3);
    const signal = cancelSoon();
    const errors = evaluator.reverseErrors(dataset.train, () => betweenBlocks(signal));
    await expect(errors).rejects.toBeInstanceOf(InspectionCancelled);
    expect(passes).toBeLessThanOrEqual(1);
  });
});

describe('a process that is asked for data', () => {
  const folder = temporaryFolder();
  let client: InspectorClient | undefined;
  afterEach(() => client?.dispose());

  /** A stand-in for the inspector, which writes down its start and what it is asked. */
  function start(name: string, onData: string, patienceMs: number) {
    const log = path.join(folder.path, `${name}.log`);
    const program = folder.write(
      `${name}.cjs`,
      `const { appendFileSync } = require('node:fs');
      const log = (line) => appendFileSync(${JSON.stringify(log)}, line + '\\n');
      log('start');
      let data;
      process.on('disconnect', () => process.exit());
      process.on('message', (request) => {
        const { type, id } = request;
        log(type);
        const answer = (result) => process.send({ type: 'done', id, result });
        if (type === 'open') answer({ inspection: 1 });
        else if (type === 'data') { ${onData} }
        else if (type === 'cancel') process.send({ type: 'cancelled', id: data });
        else answer({ asked: type });
      });`,
    );
    client = new InspectorClient({ inspectorFile: program, patienceMs });
    const logged = () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []);
    return { client, logged };
  }

  it('and is too busy to hear that they are not wanted is ended; others are asked of the next one', async () => {
    const { client: inspector, logged } = start('busy', 'for (;;);', 1);
    const { inspection } = await inspector.ask('open', { source: { kind: 'file', file: '/a' } });
    const other = await inspector.ask('open', { source: { kind: 'file', file: '/b' } });
    const abort = new AbortController();
    const data = inspector.ask('data', { inspection }, { signal: abort.signal });
    await expect.poll(logged).toContain('data');
    const tensors = [inspection, other.inspection, inspection].map((each) =>
      inspector.ask('tensor', { inspection: each, tensor: 'x' }),
    );
    abort.abort();
    await expect(data).rejects.toBeInstanceOf(InspectionCancelled);
    expect(await Promise.all(tensors)).toEqual(new Array(3).fill({ asked: 'tensor' }));
    // What was open is opened once in the new process, and the data that nobody wants are not brought again.
    const [first, second] = logged().join(' ').split(' data ');
    expect(first).toBe('start open open');
    expect(second!.split(' ').sort()).toEqual(['open', 'open', 'start', 'tensor', 'tensor', 'tensor']);
  });

  it('and hears it goes on with everything else', async () => {
    const { client: inspector, logged } = start('listening', 'data = id;', 600_000);
    const { inspection } = await inspector.ask('open', { source: { kind: 'file', file: '/a' } });
    const { pid } = inspector;
    const abort = new AbortController();
    const data = inspector.ask('data', { inspection }, { signal: abort.signal });
    await expect.poll(logged).toContain('data');
    abort.abort();
    await expect(data).rejects.toBeInstanceOf(InspectionCancelled);
    await inspector.ask('tensor', { inspection, tensor: 'x' });
    expect(inspector.pid).toBe(pid);
    expect(logged()).toEqual(['start', 'open', 'data', 'cancel', 'tensor']);
  });
});
