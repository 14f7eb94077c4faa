import { expect, it } from 'vitest';
import { dateText, startText } from '../../../../src/extension/runs/numberTexts';
import { rowDescription, rowSpoken } from '../../../../src/extension/runs/rowTexts';
import { RunRows } from '../../../../src/extension/runs/runRows';
import { distinctTitle } from '../../../../src/extension/runs/runTitle';
import { english, stored } from './rows';

const CREATED = '2026-01-01T12:00:07.000Z';
const now = Date.parse(CREATED) + 3 * 60_000;
const source = <Run>(runs: readonly Run[]) => ({ runs, onChange: () => () => undefined });

it('runs of one config, mode and seed are told apart by when they began, others are not bothered', () => {
  const facts = { mode: 'std', seed: 0, created: CREATED };
  const runs = [
    stored({ ...facts, directory: '/w/.racecar/runs/a' }),
    stored({ ...facts, directory: '/w/.racecar/runs/b', created: '2025-12-24T12:00:00.000Z' }),
    stored({ ...facts, directory: '/w/.racecar/runs/c', seed: 1 }),
    stored({ ...facts, directory: '/w/.racecar/runs/d', configFile: '/w/other.racecar.json' }),
  ];
  const rows = new RunRows(source(runs), source([]));
  const [one, older, ...others] = rows.all.map((row) => rowDescription(row, now, english));
  expect(one).toBe(`${startText(CREATED, now)} · 3 min ago`);
  expect(older).toContain(dateText('2025-12-24T12:00:00.000Z'));
  expect(others).toEqual(['3 min ago', '3 min ago']);
  expect(rowSpoken(rows.all[0]!, now, english)).toContain(startText(CREATED, now));
  const summaries = runs.map(({ summary }) => summary);
  const titles = summaries.map((summary) => distinctTitle(summary, summaries, now, english));
  expect(titles[0]).toBe(`peak · Std · seed 0 · ${startText(CREATED, now)}`);
  expect(titles[2]).toBe('peak · Std · seed 1');
  rows.dispose();
});

it('a start is a time today, with its seconds, and a date otherwise', () => {
  expect(startText(CREATED, now)).toMatch(/^\d\d:\d\d:07$/);
  expect(startText(CREATED, now + 48 * 3_600_000)).toBe(dateText(CREATED));
});
