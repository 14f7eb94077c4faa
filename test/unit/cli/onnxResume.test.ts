import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { jsonLines, theRun, until, Workspace, namesIn } from './support';
import { expectSameBits, thoroughConfig } from './thoroughTraining';

const workspace = new Workspace();
workspace.write('long.racecar.json', thoroughConfig({ epochs: 60 }));
const ONNX = ['--engine', 'onnx-cpu'] as const;

/** Many steps go into one call there, and an interrupted run cuts them elsewhere. */
describe('a run on onnx-cpu', async () => {
  const outcome = await workspace.racecar(
    'train',
    'long.racecar.json',
    ...ONNX,
    '--runs',
    'undisturbed',
    '--json',
  );
  const [{ dir: undisturbed }] = jsonLines<{ dir: string }>(outcome.stdout) as [{ dir: string }];

  it('gives the same bits every time', async () => {
    await workspace.racecar('train', 'long.racecar.json', ...ONNX, '--runs', 'again');
    expectSameBits(await theRun(workspace.path('again')), undisturbed);
  });

  it.each([
    ['SIGINT', 0],
    ['SIGKILL', 30],
    ['SIGKILL', 170],
    ['SIGKILL', 400],
  ] as const)('gives the same bits after %s and a resume (%i ms on)', async (signal, delay) => {
    const runs = `${signal}-${delay}`;
    const call = workspace.start('train', 'long.racecar.json', ...ONNX, '--runs', runs);
    const run = await theRun(workspace.path(runs));
    await until('it has a snapshot', () => (namesIn(`${run}/snapshots`).length > 0 ? true : undefined));
    await sleep(delay);
    if (signal === 'SIGKILL') await call.killAll();
    else call.kill(signal);
    await call.ended;
    const { code, stderr } = await workspace.racecar('resume', run);
    // One that had ended before the signal came has nothing to resume.
    if (code !== 0) expect(stderr).toMatch(/is finished/);
    expectSameBits(run, undisturbed);
  });
});
