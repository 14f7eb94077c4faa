import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SampleSearchProcess } from '../../../../src/extension/dashboard/sampleSearch';
import type { Search } from '../../../../src/messages/sampleMessages';
import { temporaryFolder } from '../../data/temporaryFolder';

const folder = temporaryFolder();
const query = { kind: 'samples', run: '/runs/a', step: 0, layer: 'hidden', direction: 0 } satisfies Search;
let process: SampleSearchProcess | undefined;
afterEach(() => process?.dispose());

/** A stand-in for the process: the direction says what it does. */
function started(): SampleSearchProcess {
  const program = path.join(folder, 'samples.cjs');
  writeFileSync(
    program,
    `process.on('message', ({ type, id, search }) => {
      if (type === 'cancel') return;
      if (search.direction === 1) return;
      if (search.direction === 2) process.exit(3);
      process.send(search.direction === 3
        ? { type: 'failed', id, message: 'the data are gone' }
        : { type: 'found', id, reply: { samples: search.step } });
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

  it('of one kind does not end one of another, and is ended alone', async () => {
    const search = started();
    const samples = search.search({ ...query, direction: 1 });
    expect(await search.search({ kind: 'principal', run: '/runs/a', step: 4, layer: 'hidden' })).toEqual({
      samples: 4,
    });
    search.cancel('principal');
    search.cancel('samples');
    await expect(samples).rejects.toThrow('was ended');
  });

  it('says so when its process ends, and the next one gets another process', async () => {
    const search = started();
    await expect(search.search({ ...query, direction: 2 })).rejects.toThrow('exit code 3');
    expect(await search.search({ ...query, step: 9 })).toEqual({ samples: 9 });
  });
});
