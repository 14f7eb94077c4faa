import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../../src/extension/runs/runFilter';
import { groupRuns } from '../../../../src/extension/runs/runGroups';
import { changeOf, layOut, PAGE } from '../../../../src/extension/runs/treeLayout';
import { RunFolder } from '../../../../src/runs/runFolder';
import { row } from './rows';

const PEAK = '/w/peak.racecar.json';
const DIGITS = '/w/digits.racecar.json';
const configs = [DIGITS, PEAK];
const look = ({ state, step }: { state: string; step?: number }): string => `${state} ${step}`;

describe('runs are grouped', () => {
  const peak = row({ configFile: PEAK, mode: 'rr' });
  const digits = row({ configFile: DIGITS, directory: '/w/.racecar/runs/other' });

  it('by their config, and a config without runs has an empty group', () => {
    expect(groupRuns([peak], [], configs).map(({ configFile, rows }) => [configFile, rows])).toEqual([
      [DIGITS, []],
      [PEAK, [peak]],
    ]);
  });

  it('below the config of that name beside them, should the workspace have been moved', () => {
    const moved = row({ configFile: '/before/peak.racecar.json' });
    expect(groupRuns([moved], [], [PEAK])).toMatchObject([{ configFile: PEAK, total: 1 }]);
    expect(groupRuns([moved], [], [])).toMatchObject([{ configFile: '/before/peak.racecar.json' }]);
  });

  it('with only what fits a filter, and how many there are', () => {
    const std = row({ configFile: PEAK, mode: 'std', directory: '/w/.racecar/runs/std' });
    const groups = groupRuns([peak, std, digits], [], configs, parseFilter('mode:rr'));
    expect(groups).toEqual([{ configFile: PEAK, rows: [peak], total: 2, unreadable: [] }]);
  });

  it('with the folders that hold no run below the only config beside them', () => {
    const unreadable = [{ folder: new RunFolder('/w/.racecar/runs/torn'), reason: 'torn' }];
    expect(groupRuns([], unreadable, [PEAK])).toMatchObject([{ configFile: PEAK, unreadable }]);
    expect(groupRuns([], unreadable, configs)).toMatchObject([
      { configFile: '/w/.racecar/runs', unreadable },
      { configFile: DIGITS },
      { configFile: PEAK },
    ]);
    expect(groupRuns([], unreadable, [PEAK], parseFilter('x'))).toEqual([]);
  });
});

describe('the view', () => {
  const rows = Array.from({ length: PAGE + 20 }, (_, i) => row({ directory: `/w/.racecar/runs/${i}` }));

  it('shows a page of a long list, and more when it is asked to', () => {
    const groups = groupRuns(rows, [], []);
    expect(layOut(groups, new Map()).groups[0]).toMatchObject({ rows: rows.slice(0, PAGE), hidden: 20 });
    expect(layOut(groups, new Map([[PEAK, 2 * PAGE]])).groups[0]).toMatchObject({ rows, hidden: 0 });
  });

  const layout = (facts: Parameters<typeof row>[0][]) =>
    layOut(
      groupRuns(
        facts.map((each) => row(each)),
        [],
        configs,
      ),
      new Map(),
    );
  const a = { directory: '/w/.racecar/runs/a' };
  const b = { directory: '/w/.racecar/runs/b' };
  const shown = new Map([a, b].map(({ directory }) => [directory, look(row({ directory }))]));

  it('asks for nothing when nothing changed', () => {
    expect(changeOf(layout([a, b]), layout([a, b]), shown, look)).toEqual({
      all: false,
      groups: [],
      rows: [],
    });
  });

  it('asks for the row alone that looks different', () => {
    const change = changeOf(layout([a, b]), layout([a, { ...b, step: 3 }]), shown, look);
    expect(change).toEqual({ all: false, groups: [], rows: [b.directory] });
  });

  it('asks for no row that it never had, such as those of a collapsed config', () => {
    const change = changeOf(layout([a, b]), layout([a, { ...b, step: 3 }]), new Map(), look);
    expect(change.rows).toEqual([]);
  });

  it('asks for the config that has other runs', () => {
    expect(changeOf(layout([a]), layout([b, a]), shown, look)).toEqual({
      all: false,
      groups: [PEAK],
      rows: [],
    });
  });

  it('asks for everything when there are other configs', () => {
    const other = layout([a, { ...b, configFile: '/w/new.racecar.json' }]);
    expect(changeOf(layout([a]), other, shown, look)).toEqual({ all: true, groups: [], rows: [] });
  });
});
