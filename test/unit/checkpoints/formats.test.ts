import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toMatrix } from '../../../src/checkpoints/kernelLayout';
import { findKernels } from '../../../src/checkpoints/kernels';
import { openCheckpoint } from '../../../src/checkpoints/openCheckpoint';
import { fixture, infoOf, openAsCheckpoint, ramp, refusal, temporaryFolder, valuesOf } from './support';

const expected = JSON.parse(readFileSync(fixture('expected.json'), 'utf8')) as Record<
  string,
  Record<string, number[]>
>;

describe('a PyTorch state dict', () => {
  it('gives every tensor with its type, strides and values', async () => {
    const checkpoint = await openCheckpoint(fixture('state_dict.pt'));
    expect(checkpoint).toMatchObject({ format: 'pytorch', notes: [] });
    expect(await valuesOf(checkpoint, 'fc1.weight')).toEqual(ramp(12));
    expect(await valuesOf(checkpoint, 'conv.weight')).toEqual(ramp(24));
    for (const name of ['half', 'bfloat', 'e4m3', 'e5m2']) {
      expect(await valuesOf(checkpoint, name), name).toEqual(expected['state_dict.pt']![name]);
    }
    expect(await valuesOf(checkpoint, 'double')).toEqual(ramp(6));
    expect(await valuesOf(checkpoint, 'counts')).toEqual([0, 1, 2]);
    expect(await valuesOf(checkpoint, 'mask')).toEqual([1, 0]);
    // A part of another tensor's storage, and one that is stored the other way round.
    expect(await valuesOf(checkpoint, 'rows')).toEqual(ramp(8, 8));
    expect(infoOf(checkpoint, 'transposed')).toMatchObject({ shape: [3, 4], strides: [1, 3] });
    const transposed = [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11].map((i) => i / 8 - 1);
    expect(await valuesOf(checkpoint, 'transposed')).toEqual(transposed);
    expect(infoOf(checkpoint, 'complex').unreadable).toMatch(/complexfloat/);
    await checkpoint.close();
  });

  it('lies where it is said to lie', async () => {
    const checkpoint = await openCheckpoint(fixture('state_dict.pt'));
    const { byteOffset, byteLength } = infoOf(checkpoint, 'fc1.weight');
    const bytes = new Uint8Array(readFileSync(fixture('state_dict.pt')));
    expect([...new Float32Array(bytes.slice(byteOffset, byteOffset! + byteLength).buffer)]).toEqual(ramp(12));
    await checkpoint.close();
  });

  it('of the legacy format reads the same', async () => {
    const checkpoint = await openCheckpoint(fixture('legacy.pth'));
    expect(checkpoint.description).toBe('PyTorch, legacy format');
    expect(await valuesOf(checkpoint, 'fc1.weight')).toEqual(ramp(12));
    expect(await valuesOf(checkpoint, 'rows')).toEqual(ramp(8, 8));
    expect(await valuesOf(checkpoint, 'bfloat')).toEqual(ramp(6));
    await checkpoint.close();
  });

  it('of quantised tensors gives the values that they stand for', async () => {
    const checkpoint = await openCheckpoint(fixture('quantised.pt'));
    expect(infoOf(checkpoint, 'a.weight')).toMatchObject({ dtype: 'i8', quantisation: '(q - 3) * 0.02' });
    for (const name of ['a.weight', 'b.weight']) {
      const values = await valuesOf(checkpoint, name);
      values.forEach((value, i) => expect(value).toBeCloseTo(expected['quantised.pt']![name]![i]!, 6));
    }
    await checkpoint.close();
  });

  it('beside an optimizer shows the model as layers, and says what of the rest was refused', async () => {
    const checkpoint = await openCheckpoint(fixture('training.ckpt'));
    expect(await valuesOf(checkpoint, 'model.0.weight')).toEqual(ramp(12));
    expect(checkpoint.tensors.map(({ info }) => info.name)).toContain('optimizer.state.0.exp_avg');
    expect(findKernels(checkpoint).map(({ name }) => name)).toEqual(['model.0', 'model.2']);
    expect(checkpoint.notes).toEqual([
      expect.stringMatching(/^Refused numpy\._core\.multiarray\.scalar, at "best": /),
    ]);
    await checkpoint.close();
  });

  it('in a pickled module has its parameters shown and its classes refused', async () => {
    const checkpoint = await openCheckpoint(fixture('module.pt'));
    expect(checkpoint.tensors.map(({ info }) => info.name)).toEqual([
      '0.weight',
      '0.bias',
      '2.weight',
      '2.bias',
    ]);
    expect(checkpoint.notes[0]).toMatch(/^Refused torch\.nn\.modules\.container\.Sequential, at the top: /);
    await checkpoint.close();
  });
});

describe('safetensors', () => {
  it('of every type', async () => {
    const checkpoint = await openCheckpoint(fixture('types.safetensors'));
    for (const name of ['bfloat', 'half', 'double', 'e4m3', 'e5m2']) {
      expect(await valuesOf(checkpoint, name), name).toEqual(ramp(6));
    }
    expect(await valuesOf(checkpoint, 'u16')).toEqual([3, 65535]);
    expect(await valuesOf(checkpoint, 'i8')).toEqual([-3, 4]);
    expect(infoOf(checkpoint, 'e4m3').dtype).toBe('f8_e4m3');
    await checkpoint.close();
  });

  it('in several files open as one', async () => {
    const checkpoint = await openCheckpoint(fixture('sharded.safetensors.index.json'));
    expect(checkpoint).toMatchObject({ description: 'safetensors, 2 files', notes: [] });
    expect(await valuesOf(checkpoint, 'conv.weight')).toEqual(ramp(24));
    expect(infoOf(checkpoint, 'fc1.weight').file).toBe('sharded-00001-of-00002.safetensors');
    await checkpoint.close();
  });

  it('with a file missing name it, and give the rest', async () => {
    const folder = temporaryFolder();
    const shard = 'sharded-00001-of-00002.safetensors';
    folder.write(shard, readFileSync(fixture(shard)));
    const index = folder.write(
      'm.safetensors.index.json',
      readFileSync(fixture('sharded.safetensors.index.json')),
    );
    const checkpoint = await openCheckpoint(index);
    expect(await valuesOf(checkpoint, 'fc1.bias')).toEqual(ramp(3));
    expect(checkpoint.notes).toEqual([
      'sharded-00002-of-00002.safetensors is left out, with 1 tensor: There is no such file.',
    ]);
    await checkpoint.close();
  });

  it('whose index leads out of its folder, or to itself, is refused', async () => {
    const folder = temporaryFolder();
    for (const shard of ['../secret.safetensors', '/etc/passwd', 'C:\\x.safetensors', 'a/../../b', '']) {
      const index = folder.write('out.index.json', JSON.stringify({ weight_map: { a: shard } }));
      expect((await refusal(index)).message, shard).toMatch(/which is outside its folder/);
    }
    const index = folder.write('self.index.json', JSON.stringify({ weight_map: { a: 'self.index.json' } }));
    expect((await refusal(index)).message).toMatch(
      /None of its 1 file can be read: self\.index\.json is left out/,
    );
  });
});

describe('NumPy files', () => {
  it('of one array', async () => {
    const checkpoint = await openCheckpoint(fixture('matrix.npy'));
    expect(infoOf(checkpoint, 'matrix')).toMatchObject({ dtype: 'f32', shape: [3, 4], byteOffset: 128 });
    expect(await valuesOf(checkpoint, 'matrix')).toEqual(ramp(12));
    await checkpoint.close();
  });

  it.each(['stored.npz', 'deflated.npz'])('%s: of both orders of axes and of bytes', async (name) => {
    const checkpoint = await openCheckpoint(fixture(name));
    for (const [array, count] of [
      ['dense/kernel', 12],
      ['columns', 12],
      ['big', 6],
      ['half', 6],
    ] as const) {
      expect(await valuesOf(checkpoint, array), array).toEqual(ramp(count));
    }
    expect(infoOf(checkpoint, 'objects').unreadable).toMatch(
      /Python objects, which would have to be executed/,
    );
    await expect(checkpoint.readTensor('complex')).rejects.toThrow(/numbers of the type <c8/);
    await checkpoint.close();
  });
});

describe('Keras files', () => {
  it.each([
    ['model.keras', 'layers/dense/vars/0', 'dense'],
    ['model.weights.h5', 'layers/dense/vars/0', 'dense'],
    ['model.h5', 'model_weights/hidden/sequential/hidden/kernel', 'hidden'],
  ])('%s', async (file, tensor, layer) => {
    const checkpoint = await openCheckpoint(fixture(file));
    expect(await valuesOf(checkpoint, tensor)).toEqual(ramp(192));
    const kernels = findKernels(checkpoint);
    expect(kernels).toHaveLength(4);
    expect(kernels.find(({ name }) => name === layer)).toMatchObject({ axes: '[in, out]', kind: 'dense' });
    expect(kernels.find(({ name }) => name.startsWith('conv'))!.form).toMatchObject({ rows: 8, columns: 3 });
    expect(kernels.find(({ layout }) => layout === 'spatial-depthwise')!.form).toMatchObject({
      rows: 4,
      columns: 3,
    });
    const { byteOffset, byteLength } = infoOf(checkpoint, tensor);
    const bytes = new Uint8Array(readFileSync(fixture(file)));
    expect([...new Float32Array(bytes.slice(byteOffset, byteOffset! + byteLength).buffer)]).toEqual(
      ramp(192),
    );
    await checkpoint.close();
  });

  it('in chunks that are deflated, shuffled and checked', async () => {
    const checkpoint = await openCheckpoint(fixture('chunked.h5'));
    expect(await valuesOf(checkpoint, 'g/kernel')).toEqual(ramp(70));
    expect(await valuesOf(checkpoint, 'g/plain')).toEqual(ramp(30));
    expect(await valuesOf(checkpoint, 'g/checked')).toEqual(ramp(16));
    expect(infoOf(checkpoint, 'names').unreadable).toMatch(/texts/);
    await checkpoint.close();
  });

  it('of the newest version of HDF5', async () => {
    const checkpoint = await openCheckpoint(fixture('latest.h5'));
    expect(await valuesOf(checkpoint, 'dense/kernel')).toEqual(ramp(12));
    await checkpoint.close();
  });

  it.each(['filled.h5', 'filled_latest.h5'])(
    '%s: what was never written has the fill value',
    async (file) => {
      const checkpoint = await openCheckpoint(fixture(file));
      expect(await valuesOf(checkpoint, 'whole')).toEqual(new Array(6).fill(2.5));
      expect(await valuesOf(checkpoint, 'zero')).toEqual(new Array(6).fill(0));
      await checkpoint.close();
    },
  );

  it('written in part, and with values and links in other files', async () => {
    const checkpoint = await openCheckpoint(fixture('filled.h5'));
    const row = (start: number) => [...ramp(4, start), -1.5, -1.5];
    expect(await valuesOf(checkpoint, 'part')).toEqual([
      ...row(0),
      ...row(4),
      ...new Array<number>(12).fill(-1.5),
    ]);
    expect(await valuesOf(checkpoint, 'none')).toEqual(new Array(24).fill(0.25));
    expect(infoOf(checkpoint, 'elsewhere').unreadable).toBe(
      'its values lie in other files, which Racecar does not read',
    );
    expect(checkpoint.notes).toEqual(['Links to other files in the group / are left out: other']);
    await checkpoint.close();
  });

  it('whose groups keep their links in a heap', async () => {
    const checkpoint = await openCheckpoint(fixture('links.h5'));
    expect(checkpoint.notes).toEqual([]);
    // As they were made, where the group keeps that; else by name. Soft links lead to nothing of their own.
    const ordered = Array.from({ length: 9 }, (_, i) => [`ordered/layer_${9 - i}`, 2 * (i + 1)] as const);
    const many = Array.from({ length: 3 }, (_, i) => [`many/${i}${'n'.repeat(600)}`, i + 1] as const);
    expect(checkpoint.tensors.map(({ info }) => info.name)).toEqual(
      [...ordered, ...many].map(([name]) => name),
    );
    for (const [name, count] of [...ordered, ...many]) {
      expect(await valuesOf(checkpoint, name), name).toEqual(ramp(count));
    }
    await checkpoint.close();
  });

  it('of which one group’s heap is damaged give the others, and say so', async () => {
    const bytes = Buffer.from(readFileSync(fixture('links.h5')));
    bytes.write('XXXX', bytes.indexOf('FRHP'));
    const checkpoint = await openAsCheckpoint(bytes, 'links.h5');
    expect(checkpoint.notes).toEqual([
      expect.stringMatching(
        /^The links of the group \w+ cannot be read, its tensors are missing: The heap of a group is missing\.$/,
      ),
    ]);
    expect([3, 9]).toContain(checkpoint.tensors.length);
  });
});

describe('ONNX models', () => {
  it.each(['model.onnx', 'external.onnx'])('%s: its initializers, and how nodes use them', async (file) => {
    const checkpoint = await openCheckpoint(fixture(file));
    for (const [name, count] of [
      ['conv.w', 24],
      ['gemm.w', 48],
      ['matmul.w', 20],
      ['half', 6],
    ] as const) {
      expect(await valuesOf(checkpoint, name), name).toEqual(ramp(count));
    }
    const kernels = findKernels(checkpoint);
    const axes = Object.fromEntries(kernels.map(({ tensor, axes: each }) => [tensor.info.name, each]));
    expect(axes).toEqual({
      'conv.w': '[out, in, kh, kw]',
      'gemm.w': '[out, in]',
      'matmul.w': '[in, out]',
      half: 'as stored',
      q: '[in, out]',
    });
    // (q - zero) * scale along axis 0
    expect(await valuesOf(checkpoint, 'q')).toEqual([-64.5, -0.5, 63, 0.25, 0.5, 0.75]);
    await checkpoint.close();
  });

  it('with sparse tensors give them with their zeros, whichever way their indices are stored', async () => {
    const checkpoint = await openCheckpoint(fixture('kernels.onnx'));
    expect(checkpoint.notes).toEqual([]);
    // Values 1, 2, 3 at the places 0, 5 and 11 of [6, 2]; 4 and 5 at (0, 3) and (2, 1) of [3, 4].
    expect(await valuesOf(checkpoint, 'places')).toEqual([1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 3]);
    expect(await valuesOf(checkpoint, 'rows')).toEqual([0, 0, 0, 4, 0, 0, 0, 0, 0, 5, 0, 0]);
    expect(infoOf(checkpoint, 'rows')).toMatchObject({ dtype: 'f32', shape: [3, 4], byteLength: 40 });
    const layouts = findKernels(checkpoint).map(({ name, layout }) => [name, layout]);
    expect(layouts).toEqual([
      ['up', 'in-out-spatial'],
      ['places', 'in-out'],
      ['rows', 'out-in'],
    ]);
    await checkpoint.close();
  });

  it('with Constant nodes give their tensors, also the sparse ones', async () => {
    const checkpoint = await openCheckpoint(fixture('constants.onnx'));
    expect(await valuesOf(checkpoint, 'dense')).toEqual(ramp(12));
    expect(await valuesOf(checkpoint, 'places')).toEqual([1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 3]);
    expect(await valuesOf(checkpoint, 'rows')).toEqual([0, 4, 0, 0, 0, 5]);
    const layouts = findKernels(checkpoint).map(({ name, layout }) => [name, layout]);
    expect(layouts).toEqual([
      ['dense', 'in-out'],
      ['places', 'in-out'],
      ['rows', 'out-in'],
    ]);
    await checkpoint.close();
  });

  it('whose sparse tensors have indices beyond their shape are told so', async () => {
    const model = Buffer.from(readFileSync(fixture('kernels.onnx')));
    const at = model.indexOf(Buffer.from(BigInt64Array.of(0n, 5n, 11n).buffer));
    for (const index of [12n, -1n]) {
      model.writeBigInt64LE(index, at + 16);
      const checkpoint = await openAsCheckpoint(model, 'model.onnx');
      await expect(checkpoint.readTensor('places')).rejects.toThrow(
        `Value 2 of the sparse tensor "places" is at ${index}, expected 0 to 11.`,
      );
    }
  });

  it('whose values are outside its folder are listed and not read', async () => {
    const model = Buffer.from(readFileSync(fixture('external.onnx')));
    const at = model.indexOf('external.onnx.data');
    model.write('../../../../secret', at);
    const checkpoint = await openAsCheckpoint(model, 'model.onnx');
    expect(infoOf(checkpoint, 'conv.w').unreadable).toMatch(/outside its folder/);
  });
});

describe('TensorFlow.js models', () => {
  it('with quantised weights in several files', async () => {
    const checkpoint = await openCheckpoint(fixture('tfjs/model.json'));
    expect(checkpoint).toMatchObject({ format: 'tfjs', metadata: { format: 'layers-model' } });
    expect(await valuesOf(checkpoint, 'dense/kernel')).toEqual(ramp(12));
    expect(await valuesOf(checkpoint, 'half/kernel')).toEqual(ramp(6));
    expect(await valuesOf(checkpoint, 'ids')).toEqual([0, 1, 2]);
    const small = await valuesOf(checkpoint, 'small/kernel');
    small.forEach((value, i) => expect(Math.abs(value - (i / 8 - 1))).toBeLessThan(0.0028));
    expect(infoOf(checkpoint, 'small/kernel').quantisation).toMatch(/^q \* 0\.0053/);
    await checkpoint.close();
  });

  it('with a file missing keep what lies before it', async () => {
    const folder = temporaryFolder();
    folder.write('group1-shard1of2.bin', readFileSync(fixture('tfjs/group1-shard1of2.bin')));
    const checkpoint = await openCheckpoint(
      folder.write('model.json', readFileSync(fixture('tfjs/model.json'))),
    );
    expect(checkpoint.notes).toEqual([expect.stringMatching(/^group1-shard2of2\.bin cannot be read/)]);
    expect(infoOf(checkpoint, 'dense/kernel').unreadable).toBe('group1-shard2of2.bin is missing');
    await checkpoint.close();
  });
});

describe('a kernel as a matrix', () => {
  it('of PyTorch is turned so that inputs are rows, and says so', async () => {
    const checkpoint = await openCheckpoint(fixture('state_dict.pt'));
    const [linear, conv] = findKernels(checkpoint);
    expect(linear!.note).toBe('shown transposed: taken as [out, in], as PyTorch stores it');
    const matrix = toMatrix(await checkpoint.readTensor('fc1.weight'), [3, 4], linear!.form);
    expect([...matrix].slice(0, 6)).toEqual([0, 4, 8, 1, 5, 9].map((i) => i / 8 - 1));
    // Rows over kh, kw, in: entry (y, x, c, o) of the stored [o, c, y, x].
    expect(conv!.form).toMatchObject({ rows: 12, columns: 2 });
    const kernel = toMatrix(await checkpoint.readTensor('conv.weight'), [2, 3, 2, 2], conv!.form);
    const [y, x, c, o] = [1, 0, 2, 1];
    expect(kernel[((y * 2 + x) * 3 + c) * 2 + o]).toBe((((o * 3 + c) * 2 + y) * 2 + x) / 8 - 1);
    await checkpoint.close();
  });
});

it('files of other kinds are named', async () => {
  const folder = temporaryFolder();
  const cases: [string, string | Uint8Array, RegExp][] = [
    ['model.gguf', 'GGUF\x03\0\0\0', /a GGUF file/],
    ['notes.txt', 'these are no weights', /no checkpoint that Racecar knows/],
    ['empty.bin', '', /empty/],
    ['config.json', '{"a": 1}', /describes no checkpoint/],
    ['x.pkl', Uint8Array.of(0x80, 2, 0x4e, 0x2e), /not one of torch\.save/],
  ];
  for (const [name, content, message] of cases) {
    expect((await refusal(folder.write(name, content))).message, name).toMatch(message);
  }
});
