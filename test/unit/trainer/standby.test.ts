import { afterAll, describe, expect, it } from 'vitest';
import { Standby } from '../../../src/trainer/standby';
import { tinyConfig, Workspace } from '../cli/support';
import { gone, newSupervisor, requestFor, trainerFile } from './support';

const workspace = new Workspace();
workspace.write('short.racecar.json', tinyConfig());

function newStandby(): Standby & { readonly pid: number } {
  const standby = new Standby(trainerFile);
  afterAll(() => standby.dismiss());
  expect(standby.pid).toBeDefined();
  return standby as Standby & { readonly pid: number };
}

describe('A training process that was started ahead', () => {
  it('carries the first training out, and no other', async () => {
    const standby = newStandby();
    const supervisor = newSupervisor({ standby });
    const runs = ['first', 'second'].map((name) =>
      supervisor.start(requestFor(workspace, 'short.racecar.json', name)),
    );
    const [first, second] = await Promise.all(runs.map(({ ended }) => ended));
    expect([first!.status, second!.status]).toEqual(['finished', 'finished']);
    expect(first!.manifest!.pid).toBe(standby.pid);
    expect(second!.manifest!.pid).not.toBe(standby.pid);
  });

  it('is given up when it has ended before it was needed', async () => {
    const standby = newStandby();
    process.kill(standby.pid, 'SIGKILL');
    await gone(standby.pid);
    const { status, manifest } = await newSupervisor({ standby }).start(
      requestFor(workspace, 'short.racecar.json', 'replaced'),
    ).ended;
    expect(status).toBe('finished');
    expect(manifest!.pid).not.toBe(standby.pid);
  });

  it('ends when nothing is to be trained', async () => {
    const standby = newStandby();
    standby.dismiss();
    await gone(standby.pid);
    expect(standby.take()).toBeUndefined();
  });

  it('stays with whoever took it', () => {
    const standby = newStandby();
    const { child } = standby.take()!;
    standby.dismiss();
    expect(child.killed).toBe(false);
    expect(standby.take()).toBeUndefined();
    child.kill('SIGKILL');
  });
});
