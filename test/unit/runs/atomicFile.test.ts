import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeTemporaryFiles, temporaryName, writeFileAtomically } from '../../../src/runs/atomicFile';
import { temporaryFolder } from '../data/temporaryFolder';

const folder = temporaryFolder();

describe('a file that is replaced in one step', () => {
  it('is never read in part, however often it is replaced', async () => {
    const file = path.join(folder, 'busy.txt');
    const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(100_000));
    await writeFileAtomically(file, texts[0]!);
    let isWriting = true;
    const writing = (async () => {
      for (let round = 0; round < 20; round++) await writeFileAtomically(file, texts[round % 3]!);
      isWriting = false;
    })();
    while (isWriting) {
      expect(texts.includes(readFileSync(file, 'utf8'))).toBe(true);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    expect(readdirSync(folder)).toEqual(['busy.txt']);
  });

  it('stays as it was when its replacement fails, and nothing is left', async () => {
    const place = path.join(folder, 'place');
    mkdirSync(path.join(place, 'taken'), { recursive: true });
    await expect(writeFileAtomically(path.join(place, 'taken'), 'text')).rejects.toThrow();
    expect(readdirSync(place)).toEqual(['taken']);
  });

  it('names the file, not the temporary one, where it cannot be written', async () => {
    const missing = path.join(folder, 'none', 'text');
    const error: unknown = await writeFileAtomically(missing, '').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ENOENT', path: missing });
    expect((error as Error).message).toMatch(/'[^']*text'$/);
  });
});

describe('what killed writers left', () => {
  it('is removed, and nothing else', async () => {
    const place = path.join(folder, 'left');
    mkdirSync(place);
    const kept = ['0.safetensors', 'mine.tmp', 'notes.12.tmp', 'run.json'];
    for (const name of kept) writeFileSync(path.join(place, name), '');
    for (const name of kept) writeFileSync(temporaryName(path.join(place, name)), '');
    await removeTemporaryFiles(place);
    expect(readdirSync(place).sort()).toEqual(kept);
  });
});
