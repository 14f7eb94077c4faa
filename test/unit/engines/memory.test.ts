import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { EngineName } from '../../../src/engines/engine';
import { standardTrial } from '../../../src/engines/standardStep';
import { TESTS_TENSORFLOW } from '../support/engines';
import { engine } from '../support/models';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are in use, in V8's heap and behind its typed arrays. */
async function inUse(): Promise<number> {
  // What is freed by finalizers is freed in a later turn.
  for (let turn = 0; turn < 3; turn++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The state is 1.2 MB: kept at every call it would come to 36 and 10 MB; a copy or two wait for the collector. */
it.skipIf(TESTS_TENSORFLOW).each<[EngineName, number]>([
  ['onnx-cpu', 30],
  ['wasm', 8],
])('memory does not grow with the steps on %s', async (name, calls) => {
  const { program, state, inputs } = standardTrial();
  const session = await (await engine(name)).open(state);
  const steps = inputs.slice(0, 10);
  for (let call = 0; call < 3; call++) await session.step(program, steps);
  const before = await inUse();
  for (let call = 0; call < calls; call++) await session.step(program, steps);
  // What waits for the collector may wait longer on a busy machine; what is kept stays.
  await expect.poll(async () => (await inUse()) - before).toBeLessThan(4e6);
  session.close();
});
