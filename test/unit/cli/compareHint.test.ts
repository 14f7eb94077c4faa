import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { runsArgument } from '../../../src/cli/environment';

const folder = mkdtempSync(path.join(tmpdir(), 'racecar-hint-'));
const runs = path.join(folder, 'with', '.racecar', 'runs');
mkdirSync(runs, { recursive: true });

afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what the command that train names at its end needs to find the runs', () => {
  const from = (...names: string[]) =>
    vi.spyOn(process, 'cwd').mockReturnValue(path.join(folder, 'with', ...names));

  it('is nothing beside them and below', () => {
    from();
    expect(runsArgument(runs)).toBe('');
    from('deep', 'below');
    expect(runsArgument(runs)).toBe('');
  });

  it('is their folder from elsewhere, in quotes where it has blanks', () => {
    from('..');
    expect(runsArgument(runs)).toBe(` --runs ${path.join('with', '.racecar', 'runs')}`);
    expect(runsArgument(path.join(folder, 'my runs'))).toBe(' --runs "my runs"');
  });
});
