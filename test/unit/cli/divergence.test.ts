import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines, manifestOf, namesIn, tinyConfig, Workspace } from './support';

const workspace = new Workspace();

// Plain training goes on under this learning rate; a reverse pass weighed by so much does not.
workspace.write(
  'wild.racecar.json',
  tinyConfig({
    regularization: { rr: { lambda: 1e30, reduction: 'sum' } },
    training: { optimizer: { type: 'sgd', learningRate: 1e-3 }, snapshotEvery: 1, logEvery: 1 },
  }),
);

describe('a training that diverges', async () => {
  const outcome = await workspace.racecar(
    ...['train', 'wild.racecar.json', '--mode', 'std,rr,ort', '--engine', 'wasm', '--json'],
  );
  const runs = jsonLines<{ run: string; dir: string; mode: string; status?: string }>(outcome.stdout);
  const failed = runs.find(({ mode }) => mode === 'rr')!;

  it('ends the command with code 1 and one message, not with a stack trace', () => {
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).not.toMatch(/\n\s+at /);
    expect(outcome.stderr).toMatch(/rr · seed 3 {2}failed: the training diverged: (at|before) step \d+ /);
    expect(outcome.stderr).toMatch('Try a lower learning rate or a smaller lambda.');
    expect(outcome.stderr.match(/diverged/g)).toHaveLength(1);
  });

  it('lets the other runs go on', () => {
    expect(runs.map(({ mode, status }) => [mode, status])).toEqual([
      ['std', undefined],
      ['rr', 'failed'],
      ['ort', undefined],
    ]);
  });

  it('is recorded as failed with its step', () => {
    const manifest = manifestOf(failed.dir) as { step: number; error: { step: number; message: string } };
    expect(manifest).toMatchObject({ status: 'failed', step: manifest.error.step });
    expect(manifest.error.step).toBeGreaterThan(0);
    expect(manifest.error.message).toMatch(`step ${manifest.error.step} `);
  });

  it('leaves the snapshots from before that step, and they can be inspected', async () => {
    const { error } = manifestOf(failed.dir) as { error: { step: number } };
    const steps = namesIn(path.join(failed.dir, 'snapshots')).map((name) => Number.parseInt(name, 10));
    expect(steps).toContain(0);
    expect(Math.max(...steps)).toBeLessThanOrEqual(error.step);
    const [inspected] = await workspace.json<{ step: number }>('inspect', failed.run);
    expect(inspected!.step).toBe(Math.max(...steps));
  });

  it('can be shown, with what went wrong', async () => {
    const { code, stdout } = await workspace.racecar('show', failed.run);
    expect(code).toBe(0);
    expect(stdout).toMatch(/status +failed/);
    expect(stdout).toMatch('the training diverged');
  });

  it('diverges at the same step when it is resumed', async () => {
    const { error } = manifestOf(failed.dir) as { error: object };
    const { code, stderr } = await workspace.racecar('resume', failed.run);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
    expect(manifestOf(failed.dir)).toMatchObject({ status: 'failed', error });
  });

  it('is not resumed from a checkpoint that is damaged, and begins again where there is none, which it says', async () => {
    const checkpoint = path.join(failed.dir, 'resume.safetensors');
    writeFileSync(checkpoint, 'no tensors');
    const damaged = await workspace.racecar('resume', failed.run);
    expect(damaged.code).toBe(2);
    expect(damaged.stderr).toMatch(/resume\.safetensors: the checkpoint cannot be read: .*\n {2}Delete it/);
    rmSync(checkpoint);
    await workspace.racecar('resume', failed.run);
    const { warnings } = manifestOf(failed.dir) as { warnings: string[] };
    expect(warnings.join()).toMatch(/there is no resume\.safetensors, so .* begins again at step 0/);
  });

  it('does so by its weights alone too, when no loss shows it', async () => {
    const { code, stderr } = await workspace.racecar(
      ...['train', 'wild.racecar.json', '--engine', 'wasm', '--set', 'training.optimizer.learningRate=1e38'],
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/failed: the training diverged: /);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
