import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SampleSearchProcess } from '../../../../src/extension/dashboard/sampleSearch';
import type { SampleQuery } from '../../../../src/messages/sampleMessages';
import { temporaryFolder } from '../../data/temporaryFolder';

const folder = temporaryFolder();
const query: SampleQuery = { run: '/runs/a', step: 0, layer: 'hidden', direction: 0 };
let process: SampleSearchProcess | undefined;
afterEach(() => process?.dispose());

/** A stand-in for the process: the direction says what it does. */
function started(): SampleSearchProcess {
  const program = path.join(folder, 'samples.cjs');
  writeFileSync(
    program,
    `process.on('message', ({ type, id, query }) => {
      if (type === 'cancel') return;
      if (query.direction === 1) return;
      if (query.direction === 2) process.exit(3);
      process.send(query.direction === 3
        ? { type: 'failed', id, message: 'the data are gone' }
        : { type: 'found', id, reply: { samples: query.step } });
    });`,
  );
  process = new SampleSearchProcess(() => undefined, program);
  return process;
}

describe('the search of training data', () => {
  it('is answered by a process of its own', async () => {
    const search = started();
    expect(await search.search({ ...query, step: 7 })).toEqual({ samples: 7 });
    await expect(search.search({ ...query, direction: 3 })).rejects.toThrow('the data are gone');
  });

  it('ends when the next one begins', async () => {
    const search = started();
    const first = search.search({ ...query, direction: 1 });
    const second = search.search({ ...query, step: 8 });
    await expect(first).rejects.toThrow('was ended');
    expect(await second).toEqual({ samples: 8 });
  });

  it('says so when its process ends, and the next one gets another process', async () => {
    const search = started();
    await expect(search.search({ ...query, direction: 2 })).rejects.toThrow('exit code 3');
    expect(await search.search({ ...query, step: 9 })).toEqual({ samples: 9 });
  });
});
