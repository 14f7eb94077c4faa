import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { actualStatus } from '../../../src/runs/liveness';
import { ownStart } from '../../../src/runs/processStart';
import { RUN_STATUSES } from '../../../src/runs/runManifest';
import { manifest } from './manifest';

/** The number of a process that has ended. */
const deadPid = spawnSync(process.execPath, ['--version']).pid;
const now = Date.now();
const ago = (ms: number) => new Date(now - ms).toISOString();

describe('the status of a run as it is', () => {
  it.each(['running', 'paused'] as const)('is %s while its process lives', (status) => {
    expect(actualStatus(manifest({ status, started: ago(0) }), now)).toBe(status);
  });

  it.each(['running', 'paused'] as const)('is interrupted, not %s, once its process is dead', (status) => {
    expect(actualStatus(manifest({ status, pid: deadPid, started: ago(0) }), now)).toBe('interrupted');
  });

  it('is interrupted when no process is recorded', () => {
    const unclaimed = { ...manifest() };
    delete unclaimed.pid;
    expect(actualStatus(unclaimed, now)).toBe('interrupted');
  });

  it.runIf(process.platform === 'linux')('is interrupted when a younger process has its number', () => {
    expect(actualStatus(manifest({ started: ago(3_600_000) }), now)).toBe('interrupted');
  });

  it.runIf(process.platform === 'linux')('does not depend on a clock that is set while it runs', () => {
    const processStart = ownStart()!;
    // By the clock as it is now, the process began an hour after it did something.
    expect(actualStatus(manifest({ started: ago(3_600_000), processStart }), now)).toBe('running');
    for (const other of [{ ticks: processStart.ticks + 1 }, { boot: 'another boot of the machine' }]) {
      const changed = { ...processStart, ...other };
      expect(actualStatus(manifest({ started: ago(0), processStart: changed }), now)).toBe('interrupted');
    }
  });

  it.runIf(process.platform === 'linux')('is interrupted when its process is only listed still', async () => {
    // The shell does not look after its child: it becomes another program that never does.
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [output] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(output.toString());
      const state = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)![0];
      await vi.waitUntil(() => state() === 'Z', 10_000);
      expect(actualStatus(manifest({ pid, started: new Date().toISOString() }))).toBe('interrupted');
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('goes by its last sign of life when it runs on another machine', () => {
    const elsewhere = { host: 'elsewhere', pid: deadPid };
    expect(actualStatus(manifest({ ...elsewhere, updated: ago(10_000) }), now)).toBe('running');
    expect(actualStatus(manifest({ ...elsewhere, updated: ago(120_000) }), now)).toBe('interrupted');
  });

  it.runIf(process.platform === 'linux')('goes by its last sign of life in another container too', () => {
    const own = ownStart()!;
    expect(own.namespace).toBeDefined();
    // The number is that of no process here, and then that of one which has nothing to do with it.
    for (const pid of [deadPid, process.pid]) {
      const inside = { pid, started: ago(0), processStart: { ...own, namespace: 'pid:[1]' } };
      expect(actualStatus(manifest({ ...inside, updated: ago(10_000) }), now)).toBe('running');
      expect(actualStatus(manifest({ ...inside, updated: ago(120_000) }), now)).toBe('interrupted');
    }
    const here = { started: ago(0), updated: ago(10_000), processStart: own };
    expect(actualStatus(manifest({ ...here, pid: deadPid }), now)).toBe('interrupted');
  });

  it.each(RUN_STATUSES.filter((status) => status !== 'running' && status !== 'paused'))(
    'stays %s, whatever its process does',
    (status) => {
      expect(actualStatus(manifest({ status, pid: deadPid }), now)).toBe(status);
    },
  );
});
