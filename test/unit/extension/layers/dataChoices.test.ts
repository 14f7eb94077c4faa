import { describe, expect, it, vi } from 'vitest';
import { ChosenDataStore } from '../../../../src/extension/layers/chosenData';
import { dataItems, decisionOf } from '../../../../src/extension/layers/dataChoices';

const l10n = { t: (text: string) => text };
const peak = { file: '/project/peak.racecar.json', label: 'peak', description: '' };

describe('Choose Data', () => {
  it('offers a run’s own data first, then configs of the workspace and of runs, each once', () => {
    const items = dataItems(
      {
        isRun: true,
        hasData: true,
        configs: [peak],
        configsOfRuns: ['/else/digits.racecar.json', peak.file, '/else/digits.racecar.json'],
      },
      l10n,
    );
    expect(items).toEqual([
      { label: 'The data of the run', description: 'as it recorded', choice: {} },
      { label: 'peak', description: '', choice: { config: peak.file } },
      { label: 'digits', description: '/else', choice: { config: '/else/digits.racecar.json' } },
      { label: 'Another config…', choice: 'browse' },
      { label: 'No data', choice: 'none' },
    ]);
  });

  it('of a file without data offers neither a run’s nor none', () => {
    const items = dataItems({ isRun: false, hasData: false, configs: [], configsOfRuns: [] }, l10n);
    expect(items.map(({ choice }) => choice)).toEqual(['browse']);
  });

  it('takes what is picked; the run’s own data are no config', async () => {
    const browse = vi.fn(() => Promise.resolve<string | undefined>(undefined));
    expect(await decisionOf({}, browse)).toEqual({ data: {} });
    expect(await decisionOf({ config: peak.file }, browse)).toEqual({ data: { config: peak.file } });
    expect(await decisionOf('none', browse)).toEqual({ data: undefined });
    expect(browse).not.toHaveBeenCalled();
  });

  it('leaves everything as it is where nothing is picked, also of the files', async () => {
    expect(await decisionOf(undefined, () => Promise.reject(new Error('not asked')))).toBeUndefined();
    expect(await decisionOf('browse', () => Promise.resolve(undefined))).toBeUndefined();
    expect(await decisionOf('browse', () => Promise.resolve('/a.racecar.json'))).toEqual({
      data: { config: '/a.racecar.json' },
    });
  });

  it('remembers the last hundred choices, and none that was taken back', async () => {
    let kept: unknown;
    const store = new ChosenDataStore({
      get: (_: string, fallback: unknown) => kept ?? fallback,
      update: (_: string, value: unknown) => Promise.resolve((kept = value)),
    } as never);
    for (let i = 0; i < 150; i++) await store.set(`/m/${i}.pt`, { config: `/c/${i}` });
    expect(Object.keys(kept as object)).toHaveLength(100);
    expect(store.get('/m/149.pt')).toEqual({ config: '/c/149' });
    expect(store.get('/m/49.pt')).toBeUndefined();
    await store.set('/m/149.pt', undefined);
    expect(store.get('/m/149.pt')).toBeUndefined();
  });
});
