import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { describe, expect, it } from 'vitest';
import { TRAINER_MESSAGES } from '../../../src/messages/trainerMessages';
import { RunFolder } from '../../../src/runs/runFolder';
import { readRunManifest } from '../../../src/runs/runManifest';
import { Workspace } from '../cli/support';
import { manifest } from '../runs/manifest';
import { newSupervisor } from './support';

const workspace = new Workspace();

/** A training process that says by what it fails, but not in its run's folder: the disk was full just then. */
const trainerFile = workspace.write(
  'fails.cjs',
  `const { writeFileSync } = require('node:fs');
  const { manifest, lock } = JSON.parse(process.env.RUN_FILES);
  process.send({ type: 'hello', version: ${TRAINER_MESSAGES} });
  process.on('message', ({ type, request }) => {
    if (type !== 'start') return;
    const directory = request.runDirectory;
    const { pid } = process;
    writeFileSync(directory + '/run.json', JSON.stringify({ ...manifest, pid }));
    writeFileSync(directory + '/lock.json', JSON.stringify({ pid, ...lock }));
    const { id, name, mode, seed, steps, engine, device, warnings } = manifest;
    process.send({ type: 'started', run: { id, directory, name, mode, seed, steps, engine, device, warnings } });
    const error = { message: 'no space left', kind: 'run', hint: 'Make room.' };
    process.send({ type: 'ended', error }, () => process.disconnect());
  });`,
);

/** @param owner of the lock, as far as it is not the training process */
async function trainIn(name: string, owner: object) {
  const folder = new RunFolder(workspace.path(name));
  mkdirSync(folder.directory);
  const lock = { host: os.hostname(), time: new Date().toISOString(), ...owner };
  const env = {
    ...process.env,
    RUN_FILES: JSON.stringify({ manifest: manifest({ status: 'running' }), lock }),
  };
  const supervisor = newSupervisor({ trainerFile, env });
  const end = await supervisor.start({ kind: 'resume', runDirectory: folder.directory }).ended;
  return { folder, end };
}

describe('a training whose process tells an error that its folder does not say', () => {
  it('is recorded as failed by it, and its folder is given back', async () => {
    const { folder, end } = await trainIn('writable', {});
    expect(end).toMatchObject({ status: 'failed', manifest: { status: 'failed' } });
    const { status, error } = await readRunManifest(folder.manifest);
    expect(status).toBe('failed');
    expect(error!.message).toMatch(/no space left\n.*Make room/s);
    expect(existsSync(folder.lock)).toBe(false);
  });

  it('leaves a folder that another process has taken meanwhile alone', async () => {
    const other = { pid: process.pid, host: 'elsewhere' };
    const { folder, end } = await trainIn('taken', other);
    expect(end).toMatchObject({ status: 'failed', error: { message: 'no space left', hint: 'Make room.' } });
    expect(end.manifest).toBeUndefined();
    expect((await readRunManifest(folder.manifest)).status).toBe('running');
    expect(JSON.parse(readFileSync(folder.lock, 'utf8'))).toMatchObject(other);
  });
});
