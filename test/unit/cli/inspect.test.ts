import { copyFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import { fixture } from '../checkpoints/support';
import { expectRefusal, tinyConfig, Workspace } from './support';

const workspace = new Workspace();
copyFileSync(fixture('state_dict.pt'), workspace.path('model.pt'));
copyFileSync(fixture('model.keras'), workspace.path('model.keras'));

interface Inspected {
  readonly file: string;
  readonly format: string;
  readonly layers: readonly {
    readonly name: string;
    readonly matrix: [number, number];
    readonly note?: string;
    readonly metrics: Record<string, number | null>;
  }[];
  readonly summary: { readonly finding: string };
}

describe('racecar inspect of a checkpoint of another program', () => {
  it.concurrent('prints a table of its layers and a sentence on the whole', async () => {
    const { code, stdout } = await workspace.racecar('inspect', 'model.pt');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^model\.pt\n\nlayer +kernel +type +largest σ /);
    expect(stdout).toMatch(/\nconv +2 × 3 × 2 × 2 +f32 +4\.412 /);
    expect(stdout).toMatch(/\n9 layers: 0 good, .*\n$/);
  });

  it.concurrent('--json has every metric and says what was turned', async () => {
    const [found] = await workspace.json<Inspected>('inspect', 'model.pt');
    expect(found).toMatchObject({ file: 'model.pt', format: 'PyTorch' });
    const [fc1] = found!.layers;
    expect(fc1).toMatchObject({ name: 'fc1', matrix: [4, 3] });
    expect(fc1!.note).toBe('shown transposed: PyTorch stores [out, in]');
    expect(Object.keys(fc1!.metrics)).toEqual(expect.arrayContaining(['srip', 'entropy', 'mutualCoherence']));
    expect(found!.summary.finding).toMatch(/^9 layers/);
  });

  it.concurrent('--csv has a line a layer', async () => {
    const { stdout } = await workspace.racecar('inspect', 'model.keras', '--csv');
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^source,layer,tensor,dtype,shape,rows,columns,stableRank,/);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^model\.keras,conv2d,layers\/conv2d\/vars\/0,f32,2x2x2x3,8,3,\d/);
  });

  it.concurrent('--layer shows one layer with formulas', async () => {
    const { stdout } = await workspace.racecar('inspect', 'model.pt', '--layer', 'fc1');
    expect(stdout).toMatch(
      /\nfc1: f32 \[out, in\] = \[3, 4\] \(shown transposed: PyTorch stores \[out, in\]\)\n/,
    );
    expect(stdout).toMatch(/\nstable rank +1\.044 +‖W‖²_F/);
  });

  it.concurrent('two side by side show what differs', async () => {
    const kernel = (scale: number) => ({ shape: [2, 2], data: Float32Array.of(scale, 0, 0, 1) });
    workspace.write('one.safetensors', encodeSafetensors({ 'a/kernel': kernel(2), 'b/kernel': kernel(1) }));
    workspace.write('two.safetensors', encodeSafetensors({ 'a/kernel': kernel(3) }));
    const { stdout } = await workspace.racecar('inspect', 'one.safetensors', 'two.safetensors');
    expect(stdout).toMatch(/^layer +metric +one\.safetensors +two\.safetensors +difference\n/);
    expect(stdout).toMatch(/\na +largest σ +2 +3 +\+1\n/);
    expect(stdout).toMatch(/\nOnly in one\.safetensors: b\n/);
  });

  it.concurrent('--data without a layer that takes the samples says what to do', async () => {
    workspace.write('net.racecar.json', tinyConfig({}));
    expectRefusal(
      await workspace.racecar('inspect', 'model.pt', '--data', 'net.racecar.json'),
      'No layer takes the 784 values of a sample',
      'training.init.names',
    );
  });

  it.concurrent('a training starts from it, with names for its layers', async () => {
    const data = new Float32Array(784 * 8).fill(0.01);
    workspace.write(
      'torch.safetensors',
      encodeSafetensors(
        {
          'fc1.weight': { shape: [8, 784], data },
          'fc2.weight': { shape: [2, 8], data: new Float32Array(16).fill(0.1) },
        },
        { format: 'pt' },
      ),
    );
    const init = { weights: 'torch.safetensors', names: { hidden: 'fc1', output: 'fc2' } };
    workspace.write('names.racecar.json', tinyConfig({ training: { init } }));
    const { code, stderr } = await workspace.racecar('check', 'names.racecar.json');
    expect(code, stderr).toBe(0);
    workspace.write(
      'wrong.racecar.json',
      tinyConfig({ training: { init: { ...init, names: { hiden: 'fc1' } } } }),
    );
    expectRefusal(
      await workspace.racecar('check', 'wrong.racecar.json'),
      /training\.init\.names: found "hiden", expected one of the layers flatten1, hidden, output/,
    );
  });
});
