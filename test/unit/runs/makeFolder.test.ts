import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src/runs/makeFolder';
import { makeRunsDirectory } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../data/temporaryFolder';

const folder = temporaryFolder();
const isFolder = (name: string) => statSync(name).isDirectory();

describe('a folder to write into', () => {
  it('is made with those above it, by several at once too', async () => {
    // Many times, since one may make a folder between another's looks only now and then.
    for (let round = 0; round < 100; round++) {
      const deep = path.join(folder, `${round}`, 'a', 'b', 'c');
      const names = [
        deep,
        path.join(deep, 'd'),
        path.dirname(deep),
        path.join(path.dirname(deep), 'e'),
        deep,
      ];
      await Promise.all(names.map(makeFolder));
      expect(names.map(isFolder)).toEqual(names.map(() => true));
    }
  });

  it('may be there already, also as a link or as the root', async () => {
    mkdirSync(path.join(folder, 'there'));
    symlinkSync(path.join(folder, 'there'), path.join(folder, 'link'), 'junction');
    await makeFolder(path.join(folder, 'there'));
    await makeFolder(path.join(folder, 'link', 'below'));
    await makeFolder(path.parse(folder).root);
    expect(isFolder(path.join(folder, 'there', 'below'))).toBe(true);
  });

  it('is refused where a file is in the way', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    for (const name of ['file', 'file/a', 'file/a/b']) {
      await expect(makeRunsDirectory(path.join(folder, name)), name).rejects.toThrow(/a file is in the way/);
    }
  });

  it.runIf(process.platform === 'linux')('is refused where the system makes none', async () => {
    for (const name of ['/proc/runs', '/proc/some/runs']) {
      await expect(makeRunsDirectory(name)).rejects.toThrow('the system makes no folders there');
    }
  });
});
