import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { TrainerReport } from '../../../src/messages/trainerMessages';
import { TRAINER_MESSAGES } from '../../../src/messages/trainerMessages';
import { tinyConfig, Workspace } from '../cli/support';
import { newSupervisor, requestFor, trainerFile } from './support';

const workspace = new Workspace();
workspace.write('tiny.racecar.json', tinyConfig());

describe('a training process and a supervisor of different versions', () => {
  it('do not begin: the supervisor says why', async () => {
    const other = workspace.write(
      'otherTrainer.cjs',
      `process.send({ type: 'hello', version: ${TRAINER_MESSAGES + 1}, more: 'things' }); setInterval(() => {}, 1000);`,
    );
    const run = newSupervisor({ trainerFile: other }).start(
      requestFor(workspace, 'tiny.racecar.json', 'other'),
    );
    const { status, error } = await run.ended;
    expect(status).toBe('failed');
    expect(error!.message).toBe(
      `the training process speaks version ${TRAINER_MESSAGES + 1} of Racecar's messages, expected version ${TRAINER_MESSAGES}`,
    );
    expect(error!.hint).toMatch(/updated/);
  });

  it('do not begin: the training process says why, and ends', async () => {
    const child = fork(trainerFile, [], { cwd: workspace.folder });
    const reports: TrainerReport[] = [];
    child.on('message', (message) => reports.push(message as TrainerReport));
    child.send({ type: 'start', version: TRAINER_MESSAGES + 1, request: 'whatever that version says' });
    // Later than its exit: what it said has come in too.
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(0);
    expect(reports).toEqual([
      { type: 'hello', version: TRAINER_MESSAGES },
      {
        type: 'ended',
        error: expect.objectContaining({ message: expect.stringMatching(/the supervisor speaks version/) }),
      },
    ]);
  });
});
