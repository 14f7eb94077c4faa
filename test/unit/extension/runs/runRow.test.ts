import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../../../src/extension/runs/runRow';
import { FakeTraining, row, startedRun, stored } from './rows';

const DIRECTORY = '/w/.racecar/runs/run';

describe('a row', () => {
  it('of a run on disk has its results', () => {
    const final = { loss: 150, taskLoss: 0.5, penalties: {}, trainAccuracy: 1, testAccuracy: 0.9 };
    expect(row({ mode: 'rr', seed: 2, final, step: 10, steps: 10 })).toMatchObject({
      key: DIRECTORY,
      mode: 'rr',
      seed: 2,
      state: 'finished',
      taskLoss: 0.5,
      accuracy: 0.9,
    });
  });

  it('of a run that goes on elsewhere is as far as its metrics', () => {
    const latest = { step: 7, loss: 3, taskLoss: 2, testAccuracy: 0.25 };
    const going = row({ status: 'running', step: 5, stepsPerSecond: 4 }, { latest });
    expect(going).toMatchObject({
      state: 'running',
      step: 7,
      steps: 10,
      taskLoss: 2,
      accuracy: 0.25,
      stepsPerSecond: 4,
    });
  });

  it('of a training in the queue has the mode and the seed that it will have', () => {
    const text = '{ // comment\n "regularization": { "mode": "ort" }, "training": { "seed": 5 } }';
    const [queued, set] = rowsOf(
      [],
      [
        new FakeTraining('training-2', {
          configText: text,
          mode: 'rr',
          overrides: [{ path: ['training', 'seed'], value: 7, source: '' }],
        }),
        new FakeTraining('training-1', { configText: text }),
      ],
    );
    expect(set).toMatchObject({ key: 'training-2', mode: 'rr', seed: 7, state: 'queued', name: 'peak' });
    expect(queued).toMatchObject({ key: 'training-1', mode: 'ort', seed: 5 });
    expect(queued).not.toHaveProperty('folder');
  });

  it('of a training that has its folder is that of the folder, once', () => {
    const training = new FakeTraining('training-1').become({
      phase: 'running',
      run: startedRun(DIRECTORY),
      progress: { step: 8, steps: 10, stepsPerSecond: 20 },
    });
    const rows = rowsOf([stored({ status: 'running', step: 5 })], [training]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ key: DIRECTORY, state: 'running', step: 8, stepsPerSecond: 20 });
  });

  it('of a training whose folder the disk does not show yet has the key that it will have', () => {
    const training = new FakeTraining('training-1').become({ phase: 'running', run: startedRun(DIRECTORY) });
    expect(rowsOf([], [training])).toMatchObject([{ key: DIRECTORY, mode: 'rr', seed: 3 }]);
  });

  it('of a run that waits to go on says so, and offers it no more', () => {
    const training = new FakeTraining('training-1', { kind: 'resume', runDirectory: DIRECTORY } as never);
    const [waiting] = rowsOf([stored({ status: 'stopped' }, { isResumable: true })], [training]);
    expect(waiting).toMatchObject({ key: DIRECTORY, state: 'queued', isResumable: false });
  });

  it('of a training that has ended is what the disk says', () => {
    const training = new FakeTraining('training-1').become({ phase: 'ended', run: startedRun(DIRECTORY) });
    const [ended] = rowsOf([stored({ status: 'stopped' }, { isResumable: true })], [training]);
    expect(ended).toMatchObject({ state: 'stopped', isResumable: true });
  });
});
