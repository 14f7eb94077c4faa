import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/config/userError';
import { writeFileAtomically } from '../../../src/runs/atomicFile';
import type { HostTensor } from '../../../src/network/hostTensor';
import { decodeSafetensors, encodeSafetensors } from '../../../src/runs/safetensors';
import { readTensorFile, readTensorFileHeader, writeTensorFile } from '../../../src/runs/tensorFile';
import fc from '../support/properties';

const FILE = 'weights.safetensors';

function tensor(shape: number[], ...values: number[]): HostTensor {
  return { shape, data: Float32Array.from(values) };
}

/** A file with any header text and any data, well-formed or not. */
function file(header: string | object, data: ArrayLike<number> = [], headerLength?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, headerLength ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** A file of one tensor "t". */
function single(dtype: string, values: ArrayBuffer, shape: number[]): Uint8Array {
  const entry = { dtype, shape, data_offsets: [0, values.byteLength] };
  return file({ t: entry }, new Uint8Array(values));
}

function problem(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes, FILE);
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.format();
    throw thrown;
  }
  throw new Error('The file was read.');
}

const tensors = fc.dictionary(
  fc.string().filter((name) => name !== '__metadata__'),
  fc
    .array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })
    .chain((shape) =>
      fc.float32Array(sized(shape.reduce((count, size) => count * size, 1))).map((data) => ({ shape, data })),
    ),
);

function sized(length: number): { minLength: number; maxLength: number } {
  return { minLength: length, maxLength: length };
}

describe('the safetensors format', () => {
  it('reads what it wrote, to the bit', () => {
    fc.assert(
      fc.property(tensors, fc.dictionary(fc.string(), fc.string()), (written, metadata) => {
        const read = decodeSafetensors(encodeSafetensors(written, metadata), FILE);
        expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(written).sort());
        for (const name of Object.keys(written)) expect(read.tensors[name]).toEqual(written[name]);
        expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort());
      }),
    );
  });

  it('has the bytes that the format asks for', () => {
    const bytes = encodeSafetensors({ b: tensor([2, 1], 1, -2), a: tensor([], 3) }, { step: '7' });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    expect(length % 8).toBe(0);
    expect(header.trimEnd()).toBe(
      '{"__metadata__":{"step":"7"},' +
        '"b":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},' +
        '"a":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}',
    );
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192, 0, 0, 64, 64]);
  });

  it('treats names such as __proto__ as names', () => {
    const names = ['__proto__', 'constructor', 'toString', 'ä/ß', ''];
    const written = Object.fromEntries(names.map((name, i) => [name, tensor([1], i)]));
    const metadata = Object.fromEntries(names.map((name) => [name, name]));
    const read = decodeSafetensors(encodeSafetensors(written, metadata), FILE);
    expect(Object.keys(read.tensors)).toEqual(names);
    expect(Object.values(read.tensors).map(({ data }) => data[0])).toEqual([0, 1, 2, 3, 4]);
    expect(Object.values(read.metadata)).toEqual(names);
  });

  it('turns other number types into float32', () => {
    const read = (dtype: string, values: ArrayBuffer, count: number): number[] => [
      ...decodeSafetensors(single(dtype, values, [count]), FILE).tensors['t']!.data,
    ];
    expect(read('F64', Float64Array.of(0.5, -Infinity).buffer, 2)).toEqual([0.5, -Infinity]);
    expect(read('I32', Int32Array.of(-3, 2 ** 30).buffer, 2)).toEqual([-3, 2 ** 30]);
    expect(read('I64', BigInt64Array.of(-5n, 2n ** 40n).buffer, 2)).toEqual([-5, 2 ** 40]);
    expect(read('U8', Uint8Array.of(0, 255).buffer, 2)).toEqual([0, 255]);
    expect(read('BF16', Uint16Array.of(0x3f80, 0xc000, 0x7f80).buffer, 3)).toEqual([1, -2, Infinity]);
    expect(read('F16', Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0xfc00).buffer, 5)).toEqual([
      1,
      -2,
      2 ** -24,
      65504,
      -Infinity,
    ]);
    expect(read('F16', Uint16Array.of(0x7e00).buffer, 1)).toEqual([NaN]);
  });

  it('keeps no link to the bytes that were read', () => {
    const bytes = encodeSafetensors({ t: tensor([1], 1) });
    const { data } = decodeSafetensors(bytes, FILE).tensors['t']!;
    bytes.fill(0);
    expect(data[0]).toBe(1);
    expect(data.buffer.byteLength).toBe(4);
  });

  it('reads from the middle of a larger buffer', () => {
    const bytes = encodeSafetensors({ t: tensor([1], 1) });
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(decodeSafetensors(larger.subarray(3), FILE).tensors['t']!.data[0]).toBe(1);
  });

  it('refuses to write what cannot be read', () => {
    expect(() => encodeSafetensors({ t: tensor([2, 2], 1) })).toThrow(/t: a shape of \[2, 2\]/);
    expect(() => encodeSafetensors({ __metadata__: tensor([1], 1) })).toThrow(/__metadata__/);
  });
});

describe('a malformed safetensors file', () => {
  const entry = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  const four = [0, 0, 0, 0];

  it.each<[string, Uint8Array, string]>([
    ['no bytes', new Uint8Array(), 'has 0 bytes'],
    ['seven bytes', new Uint8Array(7), 'has 7 bytes'],
    ['a header beyond the end', file('{}', [], 3n), '3 bytes, but only 2 follow'],
    ['an enormous header', file('{}', [], 2n ** 63n), '9223372036854775808 bytes; at most 100000000'],
    ['a header that is no JSON', file('{"t":'), 'not JSON'],
    ['an empty header', file(''), 'not JSON'],
    ['a header that is no UTF-8', file('', [0x7b, 0xff, 0x7d], 3n), 'not JSON'],
    ['a list for a header', file('[]'), 'header is []'],
    ['null for a header', file('null'), 'header is null'],
    ['a tensor twice', file('{"t":1,"\\u0074":2}'), '"t" twice'],
    ['a key of a tensor twice', file('{"t":{"dtype":"F32","dtype":"F64"}}'), '"dtype" twice'],
    ['a number for a tensor', file({ t: 3 }), '"t" is 3'],
    ['a missing dtype', file({ t: { ...entry, dtype: undefined } }, four), 'dtype (missing)'],
    ['an unknown dtype', file({ t: { ...entry, dtype: 'constructor' } }, four), 'dtype "constructor"'],
    ['a negative size', file({ t: { ...entry, shape: [-1] } }, four), 'shape [-1]'],
    ['a broken size', file({ t: { ...entry, shape: [0.5] } }, four), 'shape [0.5]'],
    ['a text for a shape', file({ t: { ...entry, shape: 'x' } }, four), 'shape "x"'],
    ['one offset', file({ t: { ...entry, data_offsets: [0] } }, four), 'data_offsets [0]'],
    ['negative offsets', file({ t: { ...entry, data_offsets: [-4, 0] } }, four), 'data_offsets [-4,0]'],
    ['offsets in reverse', file({ t: { ...entry, data_offsets: [4, 0] } }, four), 'takes -4 bytes'],
    ['a size that does not fit', file({ t: { ...entry, shape: [2] } }, four), 'F32 [2] needs 8'],
    ['data that is cut off', file({ t: entry }, [0, 0, 0]), 'ends at byte 4 of the data, which has only 3'],
    ['data that no one owns', file({ t: entry }, [0, 0, 0, 0, 0]), 'take 4 bytes, but 5'],
    ['overlapping tensors', file({ t: entry, s: entry }, four), 'overlaps the tensor before it'],
    ['a gap', file({ t: { ...entry, data_offsets: [4, 8] } }, [...four, ...four]), 'a gap before it'],
    ['metadata that is no object', file({ __metadata__: 3 }), '__metadata__ is 3'],
    ['metadata that is no text', file({ __metadata__: { a: 3 } }), '"a" is 3'],
    ['an unreadable dtype', single('I8', Uint8Array.of(1).buffer, [1]), 'dtype I8, which cannot be read'],
    ['a large integer', single('I64', BigInt64Array.of(2n ** 60n).buffer, [1]), 'out of range'],
    ['a large double', single('F64', Float64Array.of(1e300).buffer, [1]), '1e+300, which is out of range'],
    ['deep nesting', file(`{"t":${'['.repeat(1e5)}${']'.repeat(1e5)}}`), '"t" is a list of lists'],
  ])('is explained: %s', (_, bytes, message) => {
    const text = problem(bytes);
    expect(text).toContain(message);
    expect(text).toMatch(/^weights\.safetensors: /);
  });

  const good = encodeSafetensors(
    {
      'dense/kernel': tensor([2, 3], 1, 2, 3, 4, 5, 6),
      'dense/bias': tensor([3], 0, 0, 1),
      s: tensor([], 1),
    },
    { format: 'pt', note: 'ä' },
  );

  function readOrExplain(bytes: Uint8Array): void {
    try {
      decodeSafetensors(bytes, FILE);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(UserError);
    }
  }

  it('is read or explained at whatever byte it was cut off', () => {
    for (let length = 0; length < good.length; length++) {
      expect(problem(good.subarray(0, length))).toContain(FILE);
    }
  });

  it('is read or explained whatever bytes were changed', () => {
    const change = fc.tuple(fc.integer({ min: 0, max: good.length - 1 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = good.slice();
        for (const [at, value] of changes) bytes[at] = value;
        readOrExplain(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it('is read or explained whatever JSON its header is', () => {
    const key = fc.constantFrom('dtype', 'shape', 'data_offsets', '__metadata__', '__proto__', 'x');
    const leaf = fc.oneof(fc.constantFrom('F32', 'U8', null, true), fc.integer({ min: -1, max: 8 }));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, fc.uint8Array({ maxLength: 8 }), (header, data) => {
        readOrExplain(file(JSON.stringify(header), data));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a tensor file on disk', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'racecar-tensors-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('is read as it was written, and leaves no temporary file', async () => {
    const path = join(folder, 'a.safetensors');
    await writeTensorFile(path, { t: tensor([1], 1) });
    await writeTensorFile(path, { t: tensor([2], 2, 3) }, { step: '5' });
    const { tensors, metadata } = await readTensorFile(path);
    expect([...tensors['t']!.data]).toEqual([2, 3]);
    expect(metadata['step']).toBe('5');
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('shows its header without its data', async () => {
    const path = join(folder, 'header.safetensors');
    await writeFile(path, single('I8', Uint8Array.of(1, 2).buffer, [2]));
    const { tensors } = await readTensorFileHeader(path);
    expect(tensors['t']).toEqual({ dtype: 'I8', shape: [2], begin: 0, end: 2 });
  });

  it('is explained when it is missing, a folder or damaged', async () => {
    const damaged = join(folder, 'damaged.safetensors');
    await writeFile(damaged, 'short');
    for (const read of [readTensorFile, readTensorFileHeader]) {
      await expect(read(join(folder, 'none'))).rejects.toThrow(UserError);
      await expect(read(join(folder, 'none'))).rejects.toThrow(/no such file/);
      await expect(read(folder)).rejects.toThrow(/cannot be read/);
      await expect(read(damaged)).rejects.toThrow(/has 5 bytes/);
    }
  });

  it('leaves nothing behind when it cannot be written', async () => {
    const path = join(folder, 'taken');
    await writeTensorFile(join(folder, 'other'), {});
    await expect(writeFileAtomically(join(path, 'missing', 'x'), 'text')).rejects.toThrow(/ENOENT/);
    const target = await mkdtemp(join(folder, 'target-'));
    await writeFile(join(target, 'inside'), '');
    await expect(writeFileAtomically(target, 'text')).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
