import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRequest, takeRequest } from '../../../src/runs/requests';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../data/temporaryFolder';

const folder = temporaryFolder();

function newRun(id: string): RunFolder {
  const run = new RunFolder(path.join(folder, id));
  mkdirSync(run.directory);
  return run;
}

describe('a request to a run', () => {
  it.each(['stop', 'pause', 'continue'] as const)('to %s is taken once', async (request) => {
    const run = newRun(request);
    expect(await takeRequest(run)).toBeUndefined();
    await makeRequest(run, request);
    expect(await takeRequest(run)).toBe(request);
    expect(await takeRequest(run)).toBeUndefined();
  });

  it('replaces an earlier one that was not taken yet', async () => {
    const run = newRun('replaced');
    await makeRequest(run, 'pause');
    await makeRequest(run, 'stop');
    expect(await takeRequest(run)).toBe('stop');
  });

  it.each([
    ['empty', ''],
    ['half-written', '{"request":"st'],
    ['unknown', '{"request":"explode"}'],
    ['of another kind', '[]'],
  ])('that is %s is none, and its file goes away', async (what, text) => {
    const run = newRun(what.replace(/ /g, '-'));
    writeFileSync(run.request, text);
    expect(await takeRequest(run)).toBeUndefined();
    expect(existsSync(run.request)).toBe(false);
  });

  it('that is a folder is none, and goes away', async () => {
    const run = newRun('a-folder');
    mkdirSync(path.join(run.request, 'inside'), { recursive: true });
    expect(await takeRequest(run)).toBeUndefined();
    expect(existsSync(run.request)).toBe(false);
  });
});
