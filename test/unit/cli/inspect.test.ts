import { copyFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import { fixture } from '../checkpoints/support';
import { pickleArchive, zipOf } from '../checkpoints/zipBytes';
import { expectRefusal, tinyConfig, Workspace } from './support';

const workspace = new Workspace();
copyFileSync(fixture('state_dict.pt'), workspace.path('model.pt'));
copyFileSync(fixture('model.keras'), workspace.path('model.keras'));

/** An array named as the kernel of the layer a, and something else. */
function notedArchive(): Uint8Array {
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }".padEnd(117) + '\n';
  const start = Uint8Array.from([
    0x93,
    ...Buffer.from('NUMPY'),
    1,
    0,
    header.length,
    0,
    ...Buffer.from(header),
  ]);
  const data = Uint8Array.from([...start, ...new Uint8Array(Float32Array.of(3, 0, 0, 1).buffer)]);
  const text = new Uint8Array(Buffer.from('hello'));
  return zipOf([
    { name: 'a/kernel.npy', data, size: data.length, method: 0 },
    { name: 'readme.txt', data: text, size: text.length, method: 0 },
  ]);
}

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
    // What may be a weight and is not taken as one is named.
    expect(stdout).toMatch(
      /^model\.pt\nnote: Not taken as kernels .*: complex \(complexfloat\)\n\nlayer +kernel /,
    );
    expect(stdout).toMatch(/\nconv +2 × 3 × 2 × 2 +f32 +4\.412 /);
    expect(stdout).toMatch(/\nRacecar finds 0 of 9 layers good.*\n$/);
  });

  it.concurrent('--json has every metric and says what was turned', async () => {
    const [found] = await workspace.json<Inspected>('inspect', 'model.pt');
    expect(found).toMatchObject({ file: 'model.pt', format: 'PyTorch' });
    const [fc1] = found!.layers;
    expect(fc1).toMatchObject({ name: 'fc1', matrix: [4, 3] });
    expect(fc1!.note).toBe('shown transposed: taken as [out, in], as PyTorch stores it');
    expect(Object.keys(fc1!.metrics)).toEqual(expect.arrayContaining(['srip', 'entropy', 'mutualCoherence']));
    expect(found!.summary.finding).toMatch(/^Racecar finds 0 of 9 layers good/);
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
      /\nfc1: f32 \[out, in\] = \[3, 4\] \(shown transposed: taken as \[out, in\], as PyTorch stores it\)\n/,
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

  it.concurrent('two side by side keep their notes, and say where no layer is in both', async () => {
    const kernel = { shape: [2, 2], data: Float32Array.of(2, 0, 0, 1) };
    workspace.write('left.safetensors', encodeSafetensors({ 'a/kernel': kernel }));
    workspace.write('right.pt', pickleArchive('\x80\x02}X\x01\0\0\0mcposix\nsystem\n)Rs.'));
    workspace.write('other.safetensors', encodeSafetensors({ 'b/kernel': kernel, 'c/kernel': kernel }));
    const { stdout } = await workspace.racecar('inspect', 'left.safetensors', 'other.safetensors');
    expect(stdout).toBe(
      'No layer has the same name in both.\n\nOnly in left.safetensors: a\n\nOnly in other.safetensors: b, c\n',
    );
    // The only layers of two files are compared whatever they are called, as the files themselves may be their names.
    workspace.write('alone.safetensors', encodeSafetensors({ 'd/kernel': kernel }));
    const alone = await workspace.racecar('inspect', 'left.safetensors', 'alone.safetensors');
    expect(alone.stdout).toMatch(/\na, d +largest σ +2 +2 +0\n/);
    expect(alone.stdout).not.toContain('Only in');
    const refused = await workspace.racecar('inspect', 'right.pt');
    expect(refused.stderr).toMatch(/It holds nothing\.\n +Refused posix\.system, at "m"/);
    workspace.write('noted.npz', notedArchive());
    const noted = await workspace.racecar('inspect', 'noted.npz', 'left.safetensors');
    expect(noted.stdout).toMatch(/^note: noted\.npz: readme\.txt is not an array\n\nlayer +metric/);
    expect(noted.stdout).toMatch(/\n +state +unknown +unknown\n/);
    const { stdout: values, stderr } = await workspace.racecar('inspect', 'noted.npz', '--csv');
    expect(values).toMatch(/^source,/);
    expect(stderr).toBe('note: noted.npz: readme.txt is not an array\n');
  });

  it.concurrent('names are printed as text, whatever they hold', async () => {
    const data = Float32Array.of(2, 0, 0, 1);
    workspace.write(
      'names.safetensors',
      encodeSafetensors({ '\x1b[2J\x9b\nb/kernel': { shape: [2, 2], data } }),
    );
    for (const args of [['names.safetensors'], ['names.safetensors', '--layer', 'x']]) {
      const { stdout, stderr } = await workspace.racecar('inspect', ...args);
      // eslint-disable-next-line no-control-regex -- they must not be there
      expect(stdout + stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
      expect(stdout + stderr).toContain('\\x1b[2J\\x9b');
    }
    const { stdout } = await workspace.racecar('inspect', 'names.safetensors', '--json');
    // eslint-disable-next-line no-control-regex -- they must not be there
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    expect((JSON.parse(stdout) as Inspected).layers[0]!.name).toBe('\x1b[2J\x9b\nb');
  });

  it.concurrent('a file that is not there is not looked for among the runs', async () => {
    expectRefusal(await workspace.racecar('inspect', 'nosuch.pt'), 'nosuch.pt: There is no such file.');
    expectRefusal(await workspace.racecar('inspect', './'), 'It is a folder without a run.');
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
