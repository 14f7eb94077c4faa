import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/config/userError';
import type { PickleList, PickleTensor } from '../../../src/checkpoints/pickle/values';
import { PickleRefused } from '../../../src/checkpoints/pickle/values';
import { readPickle } from '../../../src/checkpoints/pickle/readPickle';
import { openCheckpointFrom } from '../../../src/checkpoints/openCheckpoint';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import fc from '../support/properties';
import { exhaust, fixture, fixtureBytes, openAsCheckpoint, openBytes } from './support';
import { pickleArchive, zipOf } from './zipBytes';

const FILES = [
  'state_dict.pt',
  'legacy.pth',
  'training.ckpt',
  'quantised.pt',
  'types.safetensors',
  'matrix.npy',
  'stored.npz',
  'deflated.npz',
  'model.keras',
  'chunked.h5',
  'latest.h5',
  'links.h5',
  'filled.h5',
  'named.h5',
  'chunks_v110.h5.gz',
  'paged.h5.gz',
  'attributes.h5.gz',
  'shared.h5.gz',
  'model.onnx',
  'kernels.onnx',
  'constants.onnx',
  'tfjs/model.json',
];

const text = (value: string) => new TextEncoder().encode(value);
const le32 = (value: number) => [...new Uint8Array(Uint32Array.of(value).buffer)];

describe('a damaged checkpoint opens with what is left or is refused with an error for the user', () => {
  it.each(FILES)('%s, cut off anywhere', async (name) => {
    const bytes = fixtureBytes(name);
    const cuts = fc.integer({ min: 0, max: bytes.length - 1 });
    await fc.assert(
      fc.asyncProperty(cuts, async (length) => {
        await exhaust(bytes.slice(0, length), name);
      }),
      { numRuns: 40 },
    );
  });

  it.each(FILES)('%s, with bytes changed', async (name) => {
    const original = fixtureBytes(name);
    const change = fc.record({
      // Most of what a reader relies on lies near the beginning or the end.
      at: fc.oneof(
        fc.integer({ min: 0, max: Math.min(2000, original.length - 1) }),
        fc.integer({ min: Math.max(0, original.length - 1500), max: original.length - 1 }),
        fc.integer({ min: 0, max: original.length - 1 }),
      ),
      value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 })),
      run: fc.integer({ min: 1, max: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const bytes = original.slice();
        for (const { at, value, run } of changes) bytes.fill(value, at, at + run);
        await exhaust(bytes, name);
      }),
      // Arrays of thousands of chunks take longer.
      { numRuns: name.endsWith('.gz') ? 60 : 120 },
    );
  });

  it('of random bytes after each format’s first ones', async () => {
    const starts = FILES.map((name) => fixtureBytes(name).slice(0, 24));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }), async (start, rest) => {
        await exhaust(Uint8Array.from([...start, ...rest]), 'any.bin');
      }),
      { numRuns: 200 },
    );
  });
});

describe('a hostile safetensors file', () => {
  const withHeader = (header: string, length = BigInt(text(header).length)) =>
    Uint8Array.from([...new Uint8Array(BigUint64Array.of(length).buffer), ...text(header)]);

  it.each([
    [
      'a header of 2^60 bytes',
      withHeader('{}', 2n ** 60n),
      /header is said to have 1152921504606846976 bytes/,
    ],
    [
      'a tensor beyond the file',
      withHeader('{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}'),
      /ends at byte 16 of the data, which has only 0/,
    ],
    [
      'tensors that overlap',
      Uint8Array.from([
        ...withHeader(
          '{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}',
        ),
        ...new Uint8Array(6),
      ]),
      /it overlaps the tensor before it/,
    ],
    [
      'one name twice',
      withHeader(
        '{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}',
      ),
      /has "a" twice/,
    ],
    ['NaN for a name', withHeader('{NaN:{}}'), /header is not JSON/],
    [
      'a shape whose product is beyond all numbers',
      withHeader('{"a":{"dtype":"U8","shape":[9007199254740991,9007199254740991],"data_offsets":[0,0]}}'),
      /needs 8\.1\d+e\+31|needs/,
    ],
  ])('with %s', async (_, bytes, message) => {
    const refused = await exhaust(bytes, 'hostile.safetensors');
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as UserError).message).toMatch(message);
  });

  it('whose names are those of JavaScript’s own keeps them as names', async () => {
    const tensors = { ['__proto__x']: { shape: [1], data: Float32Array.of(2) } };
    const bytes = Buffer.from(encodeSafetensors(tensors))
      .toString('latin1')
      .replace('__proto__x"', '__proto__" ');
    const checkpoint = await openAsCheckpoint(new Uint8Array(Buffer.from(bytes, 'latin1')), 'p.safetensors');
    expect(checkpoint.tensors.map(({ info }) => info.name)).toEqual(['__proto__']);
    expect([...(await checkpoint.readTensor('__proto__'))]).toEqual([2]);
  });
});

describe('a hostile archive', () => {
  const zeros = new Uint8Array(4_000_000);

  it('that pretends to hold more than deflate can give is refused', async () => {
    const bytes = zipOf([{ name: 'a.npy', data: deflateRawSync(zeros), size: 2 ** 31, method: 8 }]);
    expect(await exhaust(bytes, 'bomb.npz')).toMatchObject({
      message: expect.stringMatching(/which deflate cannot do/),
    });
  });

  it('whose entries share their bytes is refused', async () => {
    const bytes = zipOf([
      { name: 'a.npy', data: deflateRawSync(zeros), size: zeros.length, method: 8 },
      { name: 'b.npy', data: new Uint8Array(0), sameAs: 0, size: zeros.length, method: 8 },
    ]);
    expect(await exhaust(bytes, 'bomb.npz')).toMatchObject({
      message: expect.stringMatching(/overlaps what follows it/),
    });
  });

  it('that inflates to more than it says is read no further', async () => {
    const bytes = zipOf([{ name: 'a.npy', data: deflateRawSync(zeros), size: 200, method: 8 }]);
    const found = await exhaust(bytes, 'bomb.npz');
    expect(found).toMatchObject({
      tensors: [{ info: { unreadable: expect.stringMatching(/more than the 200 bytes/) } }],
    });
  });

  it('that goes on after its array is inflated no further than that', async () => {
    const npy = new Uint8Array(readFileSync(fixture('matrix.npy')));
    const padded = new Uint8Array(npy.length + 4_000_000);
    padded.set(npy);
    const data = deflateRawSync(padded);
    // Cut off after what the array needs, which only shows where more is inflated.
    const cut = data.slice(0, data.length / 2);
    const bytes = zipOf([{ name: 'a.npy', data: cut, size: npy.length + 1_000_000, method: 8 }]);
    const checkpoint = await openAsCheckpoint(bytes, 'bomb.npz');
    const whole = await openAsCheckpoint(npy, 'a.npy');
    expect(await checkpoint.readTensor('a')).toEqual(await whole.readTensor('a'));
    expect(checkpoint.notes).toEqual(['a.npy has 1000000 bytes after its array']);
  });

  it('whose names lead elsewhere has them as names only', async () => {
    const npy = new Uint8Array(readFileSync(fixture('matrix.npy')));
    const bytes = zipOf([{ name: '../../etc/passwd.npy', data: npy, size: npy.length, method: 0 }]);
    const checkpoint = await openAsCheckpoint(bytes, 'path.npz');
    expect(checkpoint.tensors.map(({ info }) => info.name)).toEqual(['../../etc/passwd']);
  });
});

describe('a hostile pickle', () => {
  const wrong = (message: string) => new UserError(message);
  const read = (...bytes: number[]) => readPickle(Uint8Array.from([...bytes, 0x2e]), 0, wrong).value;
  /** @param pickle a character a byte */
  const readWithin = (mostOperations: number, pickle: string) =>
    readPickle(new Uint8Array(Buffer.from(`\x80\x02${pickle}.`, 'latin1')), 0, wrong, mostOperations).value;
  const storage = '(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x04tQ';

  it('that calls os.system has it named, with its key, and not called', async () => {
    // {'model': os.system('touch hacked'), 'weight': …}: c os system, X text, \x85 tuple, R
    const evil = `}(X\x05\0\0\0modelcposix\nsystem\nX\x0c\0\0\0touch hacked\x85RX\x01\0\0\0nNu.`;
    const checkpoint = await openAsCheckpoint(pickleArchive(`\x80\x02${evil}`), 'evil.pt');
    expect(checkpoint.tensors).toEqual([]);
    expect(checkpoint.notes).toEqual([
      'Refused posix.system, at "model": making it would mean executing what the file asks for',
    ]);
  });

  it('that hides a call behind functions that are known is refused too', async () => {
    // _rebuild_from_type_v2(eval, …)
    const evil = `ctorch._tensor\n_rebuild_from_type_v2\n(cbuiltins\neval\nNX\x02\0\0\0{}\x85tR.`;
    const checkpoint = await openAsCheckpoint(pickleArchive(`\x80\x02${evil}`), 'evil.pt');
    expect(checkpoint.notes[0]).toMatch(/^Refused torch\._tensor\._rebuild_from_type_v2, at the top/);
  });

  it.each([
    ['a whole number of 2 GB', [0x8b, ...le32(0x7fffffff)], /whole number of 2147483647 bytes/],
    ['a whole number of a negative length', [0x8b, ...le32(0xffffffff)], /whole number of -1 bytes/],
    ['bytes of 4 GB', [0x42, ...le32(0xffffffff)], /cut off/],
    ['bytes of 2^62', [0x8e, 0, 0, 0, 0, 0, 0, 0, 0x40], /a part of 4611686018427387904 bytes/],
    ['what it has not built', [0x68, 7], /refers to the value 7/],
    ['more than it has built', [0x86], /takes more than it has built/],
    ['an end without a beginning', [0x74], /ends a list that it has not begun/],
    ['a key without a value', [0x7d, 0x28, 0x4e, 0x75], /a key without a value/],
    ['an operation that there is none of', [0xfe], /operation 0xfe/],
    ['extension codes', [0x82, 1], /extension codes/],
    ['values outside of its file', [0x97], /outside of its file/],
    ['a hundred thousand marks', new Array<number>(100_000).fill(0x28), /nested too deeply/],
  ])('that asks for %s is refused', (_, bytes, message) => {
    expect(() => read(...bytes)).toThrow(message);
  });

  it('that contains itself, or nests without end, is walked once', async () => {
    // l = []; l.append(l), remembered as 0; and ((((…))))
    const self = await openAsCheckpoint(pickleArchive('\x80\x02]q\x00h\x00a.'), 'self.pt');
    expect(self.tensors).toEqual([]);
    const deep = await openAsCheckpoint(pickleArchive(`\x80\x02N${'\x85'.repeat(200_000)}.`), 'deep.pt');
    expect(deep.tensors).toEqual([]);
  });

  it('that doubles a list thirty times is no larger for it', async () => {
    // Each list holds the one before it twice.
    const doubling = Array.from(
      { length: 30 },
      (_, i) => `q${String.fromCharCode(i)}0](h${String.fromCharCode(i)}h${String.fromCharCode(i)}e`,
    );
    const checkpoint = await openAsCheckpoint(pickleArchive(`\x80\x02]${doubling.join('')}.`), 'laughs.pt');
    expect(checkpoint.tensors).toEqual([]);
  });

  it.each([
    ['a dictionary', `ccollections\nOrderedDict\n`, `}(${'K\x01N'.repeat(100)}u`],
    ['a dictionary of pairs', `ccollections\nOrderedDict\n`, `](${'K\x01N\x86'.repeat(100)}e`],
    ['a list', 'cbuiltins\nlist\n', `](${'N'.repeat(100)}e`],
  ])('that asks for %s again and again is stopped', (_, make, items) => {
    // make, remembered as 0; (items,), as 1; then a list of make(items) a hundred times
    const pickle = `${make}q\x000${items}\x85q\x010](${'h\x00h\x01R'.repeat(100)}e`;
    expect(() => readWithin(2000, pickle)).toThrow('asks for more than 2000 operations');
    expect(() => readWithin(20_000, pickle)).not.toThrow();
  });

  it('that has tensors of very many axes, or a list of axes that grows, has none of them', () => {
    const tensorOf = (shape: string) => `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\x00${shape}\x89NtR`;
    const axes = `(${'K\x01'.repeat(33)}t`;
    expect(readWithin(1000, tensorOf(axes + axes))).toBeInstanceOf(PickleRefused);
    // The list of axes is remembered as 0 and added to after the tensor was made.
    const growing = readWithin(1000, `](${tensorOf('](K\x01eq\x00h\x00')}h\x00K\x07ae`) as PickleList;
    expect((growing.items[0] as PickleTensor).shape).toEqual([1]);
  });

  it('that names something with a million letters is refused', () => {
    expect(() => readWithin(10, `c${'m'.repeat(1_000_000)}\nf\n`)).toThrow(
      'names something with 1000001 letters',
    );
  });

  it('whose keys are repeated in every name leaves long names out', async () => {
    const tensor = `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\x00K\x02\x85K\x01\x85\x89NtR`;
    const key = `X\x88\x13\0\0${'k'.repeat(5000)}`;
    const pickle = `\x80\x02}(${key}](${tensor}${tensor}eX\x01\0\0\0w${tensor}u.`;
    const checkpoint = await openAsCheckpoint(
      pickleArchive(pickle, { 'data/0': new Uint8Array(16) }),
      'n.pt',
    );
    expect(checkpoint.tensors.map(({ info }) => info.name)).toEqual(['w']);
    expect(checkpoint.notes).toEqual(['2 tensors left out: their names are too long, or there are too many']);
  });

  it('whose scales are a view of any size has them refused before they are read', async () => {
    const wide = (count: number) => `J${String.fromCharCode(...le32(count))}`;
    const view = (size: string) =>
      `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\x00${size}\x85K\x00\x85\x89NtR`;
    const quantised = (scales: string, zeroPoints: string) =>
      `ctorch._utils\n_rebuild_qtensor\n(${storage}K\x00K\x02K\x02\x86K\x02K\x01\x86` +
      `(ctorch\nper_channel_affine\n${scales}${zeroPoints}K\x00t\x89NtR`;
    const open = (tensor: string) =>
      openAsCheckpoint(
        pickleArchive(`\x80\x02}X\x01\0\0\0w${tensor}s.`, { 'data/0': new Uint8Array(16) }),
        'q.pt',
      );
    const two = view('K\x02');
    for (const tensor of [quantised(view(wide(400_000_000)), two), quantised(two, view(wide(400_000_000)))]) {
      expect((await open(tensor)).tensors[0]!.info.unreadable).toBe(
        'it has 2 channels and scales or zero points of the shape [400000000]',
      );
    }
    expect(await (await open(quantised(two, two))).readTensor('w')).toHaveLength(4);
  });

  it('whose tensor reaches beyond its storage lists it as unreadable', async () => {
    const tensor = `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\x03K\x02\x85K\x01\x85\x89NtR`;
    const bytes = pickleArchive(`\x80\x02}X\x01\0\0\0w${tensor}s.`, { 'data/0': new Uint8Array(16) });
    const checkpoint = await openAsCheckpoint(bytes, 'beyond.pt');
    expect(checkpoint.tensors[0]!.info.unreadable).toBe('it takes 20 bytes of its storage, which has 16');
  });
});

it('opening reads headers, not values', async () => {
  const data = new Float32Array(1_000_000);
  const file = openBytes(
    encodeSafetensors({ 'a/kernel': { shape: [1000, 1000], data } }),
    'large.safetensors',
  );
  const none = { open: () => Promise.reject(new UserError('none')), has: () => Promise.resolve(false) };
  const checkpoint = await openCheckpointFrom(file, 'large.safetensors', none);
  expect(checkpoint.tensors[0]!.info.byteLength).toBe(4_000_000);
  expect(file.bytesRead()).toBeLessThan(1000);
});
