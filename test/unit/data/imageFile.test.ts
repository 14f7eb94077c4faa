import path from 'node:path';
import { encode } from 'fast-png';
import { encode as encodeJpeg } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { readImage } from '../../../src/data/imageFile';
import { errorOf } from './errors';
import { rawPng } from './rawPng';
import { png, temporaryFolder, write } from './temporaryFolder';

const folder = temporaryFolder();
const save = (content: Uint8Array | string) => write(folder, 'image', content);
const read = (content: Uint8Array | string, channel?: number) => readImage(save(content), channel);
const error = (content: Uint8Array | string, channel?: number) => errorOf(() => read(content, channel));

describe('a PNG', () => {
  it('keeps its grey values, row by row', () => {
    expect(read(png(3, 2, [0, 1, 2, 253, 254, 255]))).toEqual({
      width: 3,
      height: 2,
      channels: 1,
      values: Uint8Array.of(0, 1, 2, 253, 254, 255),
    });
  });

  it('keeps its colours', () => {
    expect(read(png(2, 1, [1, 2, 3, 4, 5, 6], 3)).values).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
  });

  it('loses its alpha, which is never multiplied in', () => {
    const rgba = png(2, 1, [10, 20, 30, 0, 40, 50, 60, 128], 4);
    expect(read(rgba)).toMatchObject({ channels: 3, values: Uint8Array.of(10, 20, 30, 40, 50, 60) });
    expect(read(png(2, 1, [10, 0, 40, 128], 2))).toMatchObject({
      channels: 1,
      values: Uint8Array.of(10, 40),
    });
  });

  it('gives one channel of its own, alpha too', () => {
    const rgba = png(2, 1, [10, 20, 30, 0, 40, 50, 60, 128], 4);
    const channel = (index: number) => Array.from(read(rgba, index).values);
    expect([0, 1, 2, 3].map(channel)).toEqual([
      [10, 40],
      [20, 50],
      [30, 60],
      [0, 128],
    ]);
  });

  it('of 16 bits is rounded to 8', () => {
    const data = Uint16Array.of(0, 128, 129, 257, 65535, 65406);
    const values = read(encode({ width: 6, height: 1, channels: 1, depth: 16, data })).values;
    expect(values).toEqual(Uint8Array.of(0, 0, 1, 1, 255, 254));
  });

  it('of 1, 2 or 4 bits is spread over 0..255', () => {
    const grey = (depth: number, rows: readonly number[]) =>
      Array.from(read(rawPng({ width: 3, height: 2, depth, colourType: 0, rows })).values);
    expect(grey(1, [0, 0b10100000, 0, 0b01000000])).toEqual([255, 0, 255, 0, 255, 0]);
    expect(grey(2, [0, 0b00011000, 0, 0b11000000])).toEqual([0, 85, 170, 255, 0, 0]);
    expect(grey(4, [0, 0x01, 0x20, 0, 0xf0, 0x80])).toEqual([0, 17, 34, 255, 0, 136]);
  });

  it('with a palette becomes RGB, its alpha dropped', () => {
    const palette = [1, 2, 3, 40, 50, 60];
    const indexed = { width: 3, height: 1, depth: 1, colourType: 3, palette, rows: [0, 0b01000000] };
    const colours = { channels: 3, values: Uint8Array.of(1, 2, 3, 40, 50, 60, 1, 2, 3) };
    expect(read(rawPng(indexed))).toMatchObject(colours);
    expect(read(rawPng({ ...indexed, alphas: [0, 9] }))).toMatchObject(colours);
    expect(Array.from(read(rawPng({ ...indexed, alphas: [0, 9] }), 3).values)).toEqual([0, 9, 0]);
  });

  it('may be interlaced', () => {
    const values = Array.from({ length: 25 }, (_, i) => 10 * i);
    const data = Uint8Array.from(values);
    const interlaced = encode({ width: 5, height: 5, channels: 1, depth: 8, data }, { interlace: 'Adam7' });
    expect(Array.from(read(interlaced).values)).toEqual(values);
  });
});

describe('a JPEG', () => {
  const gradient = Buffer.from(Array.from({ length: 16 * 16 * 4 }, (_, i) => [200, 100, 50, 255][i % 4]!));
  const jpeg = encodeJpeg({ width: 16, height: 16, data: gradient }, 95).data;
  // An 8x8 grey JPEG: the left half 40, the right half 200.
  const grey = Buffer.from(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EABgQAAIDAAAAAAAAAAAAAAAAAAAKR4bF/9oACAEBAAA/AD63czV3TP/Z',
    'base64',
  );

  it('gives RGB, or one channel', () => {
    const image = read(jpeg);
    expect(image).toMatchObject({ width: 16, height: 16, channels: 3 });
    [200, 100, 50].forEach((value, i) => expect(Math.abs(image.values[i]! - value)).toBeLessThan(6));
    expect(Math.abs(read(jpeg, 1).values[0]! - 100)).toBeLessThan(6);
  });

  it('of grey stays of one channel', () => {
    const image = read(grey);
    expect(image).toMatchObject({ width: 8, height: 8, channels: 1 });
    expect(Math.abs(image.values[0]! - 40)).toBeLessThan(6);
    expect(Math.abs(image.values[7]! - 200)).toBeLessThan(6);
  });

  it('cut short is refused', async () => {
    expect(await error(jpeg.subarray(0, jpeg.length - 20))).toMatch(/JPEG is cut short/);
    expect(await error(jpeg.subarray(0, 30))).toMatch(/no frame header/);
  });

  it('that declares more than can be decoded is refused', async () => {
    const large = Buffer.from(jpeg);
    const frame = large.indexOf(Buffer.of(0xff, 0xc0));
    large.writeUInt16BE(65535, frame + 5);
    expect(await error(large)).toMatch(/declares 16 x 65535 pixels/);
    large.writeUInt16BE(16000, frame + 5);
    large.writeUInt16BE(16000, frame + 7);
    expect(await error(large)).toMatch(/cannot be decoded/);
  });
});

describe('a bad image is refused with its name and the reason:', () => {
  it('a missing file or a folder', async () => {
    expect(await errorOf(() => readImage(path.join(folder, 'none.png')))).toMatch(
      /none\.png: .*does not exist/,
    );
    expect(await errorOf(() => readImage(folder))).toMatch(/is a folder/);
  });

  it('a file that is neither PNG nor JPEG', async () => {
    expect(await error('GIF89a…')).toMatch(/image: not a PNG or JPEG: it begins with 47494638/);
    expect(await error('')).toMatch(/not a PNG or JPEG: the file is empty/);
  });

  it('a PNG cut short at any place', async () => {
    const whole = png(
      9,
      9,
      Array.from({ length: 81 }, (_, i) => (i * 91) % 256),
    );
    for (let length = 8; length < whole.length; length++) {
      expect(await error(whole.subarray(0, length))).toMatch(/PNG is cut short/);
    }
  });

  it('a PNG with a damaged byte anywhere in its data', async () => {
    const whole = png(
      9,
      9,
      Array.from({ length: 81 }, (_, i) => (i * 91) % 256),
    );
    for (let i = 16; i < whole.length - 12; i++) {
      const damaged = Uint8Array.from(whole);
      damaged[i]! ^= 0x55;
      expect(await error(damaged)).toMatch(/^.*image: .*(PNG|image)/);
    }
  });

  it('a PNG that declares absurdly many pixels', async () => {
    const rows = new Uint8Array(10);
    const grey = { depth: 8, colourType: 0, rows };
    expect(await error(rawPng({ ...grey, width: 2 ** 31 - 1, height: 2 }))).toMatch(
      /declares 2147483647 x 2 pixels; 1 to 16384 a side/,
    );
    expect(await error(rawPng({ ...grey, width: 0, height: 2 }))).toMatch(/declares 0 x 2 pixels/);
    expect(await error(rawPng({ ...grey, width: 16384, height: 16384 }))).toMatch(/10 bytes of 268451840/);
  });

  it('a PNG whose data unpacks to far more than its pixels', async () => {
    const bomb = rawPng({ width: 1, height: 1, depth: 8, colourType: 0, rows: new Uint8Array(50_000_000) });
    expect(await error(bomb)).toMatch(/more data than 1 x 1 pixels need/);
  });

  it('a PNG without the palette it needs, or of an unknown kind', async () => {
    const size = { width: 1, height: 1, rows: [0, 0] };
    expect(await error(rawPng({ ...size, depth: 8, colourType: 3 }))).toMatch(/no palette/);
    expect(await error(rawPng({ ...size, depth: 8, colourType: 5 }))).toMatch(/cannot be decoded/);
    expect(await error(rawPng({ ...size, depth: 1, colourType: 0, interlaced: true }))).toMatch(/interlaced/);
    expect(
      await error(rawPng({ ...size, depth: 8, colourType: 3, palette: [1, 2, 3], rows: [0, 7] })),
    ).toMatch(/cannot be decoded/);
  });

  it('a channel that it does not have', async () => {
    expect(await error(png(1, 1, [7]), 1)).toMatch(/has 1 channel, but channel is 1[^]*Set channel to 0, or/);
    expect(await error(png(1, 1, [7, 7, 7], 3), 3)).toMatch(/has 3 channels, but channel is 3[^]*0 … 2/);
  });
});
