import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRun, readCatalogue } from '../../../src/runs/catalogue';
import { temporaryFolder, write } from '../data/temporaryFolder';
import { manifest } from './manifest';

const folder = temporaryFolder();
const runs = path.join(folder, 'runs');
const others = path.join(folder, 'others');

function add(directory: string, id: string, created = '2026-01-01T00:00:00.000Z'): string {
  write(directory, `${id}/run.json`, JSON.stringify(manifest({ id, created })));
  return path.join(directory, id);
}

add(runs, 'peak-rr', '2026-01-01T00:00:00.000Z');
add(runs, 'peak-rr-local', '2026-01-03T00:00:00.000Z');
add(runs, 'digits', '2026-01-02T00:00:00.000Z');
add(others, 'digits-too');

describe('a run is found', () => {
  it.each([
    ['its id', 'digits'],
    ['a unique prefix of its id', 'dig'],
    ['the path of its folder', path.join(runs, 'digits')],
  ])('by %s', async (_what, name) => {
    expect(await findRun(name, [runs])).toMatchObject({ id: 'digits' });
  });

  it('by its whole id, though others begin with it', async () => {
    expect(await findRun('peak-rr', [runs])).toMatchObject({ id: 'peak-rr' });
    expect(await findRun('digits', [others, runs])).toMatchObject({ id: 'digits' });
  });

  it('in any of several folders of runs', async () => {
    expect(await findRun('digits-too', [runs, others])).toMatchObject({
      directory: path.join(others, 'digits-too'),
    });
  });

  it.each([
    ['several begin so', 'peak', '"peak" fits 2 runs, expected a prefix of one alone'],
    ['several folders hold such a run', 'dig', '"dig" fits 2 runs'],
    ['none is called so', 'nothing', 'there is no run "nothing" in '],
    ['no name is given', '', 'there is no run "" in '],
    ['the name is longer than any can be', 'x'.repeat(10_000), 'there is no run "xxx'],
    ['the name leads elsewhere', '../../..', 'there is no run "../../.." in '],
  ])('never when %s', async (_what, name, message) => {
    await expect(findRun(name, [runs, others, path.join(folder, 'none')])).rejects.toThrow(message);
  });
});

describe('the catalogue', () => {
  it('lists the newest run first, with its disk use', async () => {
    writeFileSync(path.join(runs, 'digits', 'more'), new Uint8Array(1000));
    const { runs: entries } = await readCatalogue(runs);
    expect(entries.map(({ folder: { id } }) => id)).toEqual(['peak-rr-local', 'digits', 'peak-rr']);
    expect(entries[1]!.bytes).toBeGreaterThan(entries[0]!.bytes + 900);
  });

  it('is empty where there is no folder, and leaves plain files alone', async () => {
    expect(await readCatalogue(path.join(folder, 'none'))).toEqual({ runs: [], unreadable: [] });
    write(folder, 'files/readme.txt', '');
    expect(await readCatalogue(path.join(folder, 'files'))).toEqual({ runs: [], unreadable: [] });
  });

  it('tells of folders that hold no run, and why', async () => {
    const mixed = path.join(folder, 'mixed');
    add(mixed, 'good');
    mkdirSync(path.join(mixed, 'empty'));
    write(mixed, 'torn/run.json', '{"format":1,');
    write(mixed, 'later/run.json', JSON.stringify({ ...manifest(), format: 2 }));
    const { runs: entries, unreadable } = await readCatalogue(mixed);
    expect(entries.map(({ folder: { id } }) => id)).toEqual(['good']);
    expect(
      Object.fromEntries(unreadable.map(({ directory, reason }) => [path.basename(directory), reason])),
    ).toEqual({
      empty: expect.stringMatching(/^no run here/),
      torn: expect.stringMatching(/its run.json is not JSON/),
      later: expect.stringMatching(/^the run cannot be read: format: /),
    });
  });

  it('keeps what a newer version added to a manifest', async () => {
    const newer = path.join(folder, 'newer');
    write(newer, 'run/run.json', JSON.stringify({ ...manifest({ id: 'run' }), notes: 'fast' }));
    const { runs: entries } = await readCatalogue(newer);
    expect(entries[0]!.manifest).toHaveProperty('notes', 'fast');
  });

  it('names the layers that an older version recorded without names', async () => {
    const older = path.join(folder, 'older');
    const { config } = manifest();
    const layersOf = async (layers: unknown) => {
      const recorded = { ...config, network: { input: [4], layers } };
      write(older, 'run/run.json', JSON.stringify({ ...manifest({ id: 'run' }), config: recorded }));
      return (await readCatalogue(older)).runs[0]!.manifest.config.network;
    };
    const dense = { type: 'dense', units: 2 };
    expect(await layersOf([dense, { ...dense, name: 'hidden' }, { type: 'flatten' }, dense])).toEqual({
      input: [4],
      layers: [
        { ...dense, name: 'dense1' },
        { ...dense, name: 'hidden' },
        { type: 'flatten', name: 'flatten1' },
        { ...dense, name: 'dense3' },
      ],
    });
    for (const odd of ['dense', [dense, 1]]) expect(await layersOf(odd)).toHaveProperty('layers', odd);
  });
});
