import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { actualStatus } from '../../../src/runs/liveness';
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

  it('goes by its last sign of life when it runs on another machine', () => {
    const elsewhere = { host: 'elsewhere', pid: deadPid };
    expect(actualStatus(manifest({ ...elsewhere, updated: ago(10_000) }), now)).toBe('running');
    expect(actualStatus(manifest({ ...elsewhere, updated: ago(120_000) }), now)).toBe('interrupted');
  });

  it.each(RUN_STATUSES.filter((status) => status !== 'running' && status !== 'paused'))(
    'stays %s, whatever its process does',
    (status) => {
      expect(actualStatus(manifest({ status, pid: deadPid }), now)).toBe(status);
    },
  );
});
