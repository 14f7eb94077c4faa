import { describe, expect, it } from 'vitest';
import type { OwnTrainings } from '../../../../src/extension/runs/ownTrainings';
import { leftTrainings, OwnTrainingsLog, verdictOn } from '../../../../src/extension/runs/ownTrainings';
import { FakeTraining, startedRun, stored } from './rows';

const NOTHING: OwnTrainings = { runs: [], waiting: [] };

class Memory {
  private readonly values = new Map<string, unknown>();
  get(key: string): unknown {
    return this.values.get(key);
  }
  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  }
}

function windowOn(memory: Memory, left = leftTrainings(memory)): { log: OwnTrainingsLog; close: () => void } {
  let ending = false;
  const failed = (reason: string): never => {
    throw new Error(reason);
  };
  return {
    log: new OwnTrainingsLog(memory, left, () => ending, failed),
    close: () => {
      ending = true;
    },
  };
}

describe('a window leaves to the next one', () => {
  it('the runs that its end interrupts, and the trainings that waited', async () => {
    const memory = new Memory();
    const { log, close } = windowOn(memory);
    const running = new FakeTraining('training-1');
    const waiting = new FakeTraining('training-2', { mode: 'ort', configText: '{}' });
    log.track(running);
    log.track(waiting);
    running.become({ phase: 'running', run: startedRun('/w/.racecar/runs/one') });
    close();
    await running.end({ status: 'interrupted' });
    await waiting.end({ status: 'stopped' });
    expect(leftTrainings(memory)).toEqual({ runs: ['/w/.racecar/runs/one'], waiting: [waiting.request] });
  });

  it('nothing of what ended before it did', async () => {
    const memory = new Memory();
    const { log, close } = windowOn(memory);
    const [finished, stopped] = [new FakeTraining('training-1'), new FakeTraining('training-2')];
    log.track(finished);
    log.track(stopped);
    finished.become({ run: startedRun('/w/.racecar/runs/one') });
    await finished.end({ status: 'finished' });
    await stopped.end({ status: 'stopped' });
    close();
    expect(leftTrainings(memory)).toEqual(NOTHING);
  });

  it('what it was left itself, until that is seen to', () => {
    const memory = new Memory();
    const request = new FakeTraining('training-1').request as OwnTrainings['waiting'][number];
    const { log } = windowOn(memory, { runs: ['/a', '/b'], waiting: [request] });
    log.settleRun('/a');
    expect(leftTrainings(memory)).toEqual({ runs: ['/b'], waiting: [request] });
    log.settleRun('/b');
    log.settleWaiting();
    expect(leftTrainings(memory)).toEqual(NOTHING);
  });

  it('nothing that cannot be read', async () => {
    const memory = new Memory();
    expect(leftTrainings(memory)).toEqual(NOTHING);
    await memory.update('racecar.ownTrainings', { runs: [1, '/a'], waiting: [{ kind: 'dance' }, null] });
    expect(leftTrainings(memory)).toEqual({ runs: ['/a'], waiting: [] });
    await memory.update('racecar.ownTrainings', 'odd');
    expect(leftTrainings(memory)).toEqual(NOTHING);
  });
});

describe('a run that a window left', () => {
  const parent = { reason: 'parent', message: 'gone' } as const;
  it.each([
    ['that its end interrupted goes on', stored({ status: 'interrupted', interruption: parent }), 'resume'],
    ['that was killed with it goes on', stored({ status: 'running' }, { status: 'interrupted' }), 'resume'],
    ['whose process is still at it is waited for', stored({ status: 'running' }), 'wait'],
    ['that the user stopped stays so', stored({ status: 'stopped' }), 'leave'],
    ['that finished stays so', stored({ status: 'finished' }), 'leave'],
    [
      'whose own process was killed stays so',
      stored({ status: 'interrupted', interruption: { reason: 'killed', message: '' } }),
      'leave',
    ],
    [
      'that was paused stays so',
      stored({ status: 'interrupted', interruption: { ...parent, paused: true } }),
      'leave',
    ],
    [
      'that was paused and killed with it stays so',
      stored({ status: 'paused' }, { status: 'interrupted' }),
      'leave',
    ],
    ['that was deleted is left alone', undefined, 'leave'],
  ] as const)('%s', (_what, run, verdict) => {
    expect(verdictOn(run)).toBe(verdict);
  });
});
