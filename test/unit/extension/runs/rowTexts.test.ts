import { describe, expect, it } from 'vitest';
import { modeColor, modeName } from '../../../../src/extension/runs/modeLook';
import { ageText, dateText, rateText, shareText } from '../../../../src/extension/runs/numberTexts';
import {
  rowContext,
  rowDescription,
  rowLabel,
  rowSpoken,
  iconColor,
  stateIcon,
  statusText,
} from '../../../../src/extension/runs/rowTexts';
import { rowTooltip } from '../../../../src/extension/runs/rowTooltip';
import { rowsOf } from '../../../../src/extension/runs/runRow';
import { RUN_STATUSES } from '../../../../src/runs/runManifest';
import { english, FakeTraining, row } from './rows';

const CREATED = '2026-01-01T12:00:00.000Z';
const now = Date.parse(CREATED) + 3 * 60_000;
const final = { loss: 150.65, taskLoss: 0.519, penalties: { rr: 150.1 }, trainAccuracy: 1, testAccuracy: 1 };
const live = {
  mode: 'rr',
  status: 'running',
  step: 3120,
  steps: 5000,
  stepsPerSecond: 612,
  created: CREATED,
} as const;

describe('a run in the list', () => {
  it('is called by its mode and seed', () => {
    expect(rowLabel(row({ mode: 'rr', seed: 0 }), english)).toBe('RR · seed 0');
    expect(rowLabel(row({ mode: 'rr+weissi', seed: 4 }), english)).toBe('RR + WEISSI · seed 4');
  });

  it.each([
    ['finished', { mode: 'rr', created: CREATED, final }, 'acc 100 % · task 0.519 · 3 min ago'],
    ['running', live, '62 % · 3,120/5,000 · 612/s · 3 s left'],
    ['just begun', { ...live, step: 0, stepsPerSecond: 0 }, '0 % · 0/5,000'],
    ['paused', { ...live, status: 'paused' }, 'paused · 62 % · 3,120/5,000'],
    ['stopped', { ...live, status: 'stopped' }, 'stopped · 3,120/5,000 · 3 min ago'],
    ['failed', { ...live, status: 'failed' }, 'failed · 3,120/5,000 · 3 min ago'],
  ] as const)('that is %s says so', (_what, facts, text) => {
    expect(rowDescription(row(facts), now, english)).toBe(text);
  });

  it('that goes on after a reload says so', () => {
    expect(rowDescription({ ...row(live), isCarriedOn: true }, now, english)).toMatch(/ · resumed$/);
  });

  it('is heard with all that is seen, its state as a word', () => {
    expect(rowSpoken(row(live), now, english)).toBe(
      'peak, RR · seed 0, running, 62 %, 3,120/5,000, 612/s, 3 s left',
    );
    expect(rowSpoken(row({ ...live, status: 'stopped' }), now, english)).toBe(
      'peak, RR · seed 0, stopped, 3,120/5,000, 3 min ago',
    );
  });

  it('has a shape for every state that no other has but those in between', () => {
    const shapes = RUN_STATUSES.map(stateIcon);
    expect(new Set(shapes).size).toBe(RUN_STATUSES.length);
  });

  it('has the colour of its mode', () => {
    expect(['rr', 'ort', 'std'].map(modeColor)).toEqual(['charts.green', 'charts.blue', 'racecar.std']);
    expect(new Set(['rr', 'ort', 'std', 'rr-local', 'weissi', 'rr+ort'].map(modeColor)).size).toBe(6);
    expect(modeName('unheard-of')).toBe('unheard-of');
    expect(iconColor({ state: 'finished', mode: 'rr' })).toBe('charts.green');
  });

  it('has the colour of what went wrong where that did', () => {
    expect(iconColor({ state: 'failed', mode: 'rr' })).toBe('list.errorForeground');
    expect(iconColor({ state: 'interrupted', mode: 'rr' })).toBe('list.warningForeground');
  });

  it.each([
    ['finished', {}, 'run'],
    ['running', {}, 'run running'],
    ['paused', {}, 'run paused'],
    ['stopped', { isResumable: true }, 'run resumable'],
    ['failed', {}, 'run'],
  ] as const)('that is %s offers what makes sense', (status, more, words) => {
    expect(rowContext(row({ status }, more))).toBe(words);
  });

  it('that waits for its turn can only be stopped', () => {
    expect(rowContext(rowsOf([], [new FakeTraining('training-1')])[0]!)).toBe('queued');
  });
});

describe('the status bar', () => {
  it('shows one training with its progress, several as their number, and nothing else', () => {
    expect(statusText([], english)).toBeUndefined();
    expect(statusText([row({ status: 'finished' }), row({ status: 'paused' })], english)).toBeUndefined();
    expect(statusText([row(live)], english)).toBe('$(sync~spin) RR 62 %');
    expect(statusText([row(live), row(live), row(live)], english)).toBe('$(sync~spin) 3 trainings');
    expect(statusText([row(live), ...rowsOf([], [new FakeTraining('training-1')])], english)).toBe(
      '$(sync~spin) RR 62 %',
    );
  });
});

describe('the tooltip of a run', () => {
  it('has its results, its engine and its folder', () => {
    const text = rowTooltip(
      row({ mode: 'rr', final, engine: 'onnx-cpu', device: 'CPU (2 threads)' }),
      english,
    );
    expect(text).toContain('| test accuracy | 100 % |');
    expect(text).toContain('| penalty rr | 150.1 |');
    expect(text).toContain('| engine | onnx\\-cpu · CPU \\(2 threads\\) |');
    expect(text).toMatch(/`\/w\/\.racecar\/runs\/run`$/);
  });

  it('says why a run failed, at which step, and what it was warned of', () => {
    const text = rowTooltip(
      row({
        status: 'failed',
        error: { message: 'the loss is NaN\n  lower it', step: 1200 },
        warnings: ['odd'],
      }),
      english,
    );
    expect(text).toContain('$(error) the loss is NaN  \n  lower it (step 1,200)');
    expect(text).toContain('$(info) odd');
  });

  it('says why a run was interrupted, also when nobody wrote it down', () => {
    const told = { reason: 'killed', message: 'out of memory' } as const;
    expect(rowTooltip(row({ status: 'interrupted', interruption: told }), english)).toContain(
      'out of memory',
    );
    expect(rowTooltip(row({ status: 'interrupted' }), english)).toContain('ended without a word');
  });

  it('takes nothing of a run for Markdown', () => {
    const text = rowTooltip(row({ name: '<b>*x*|[y](z)', device: 'a|b\nc' }), english);
    expect(text).toContain('\\<b\\>\\*x\\*\\|\\[y\\]\\(z\\)');
    expect(text).toContain('a\\|b c |');
  });
});

describe('numbers', () => {
  it.each([
    [1, '100 %'],
    [0.9948, '99.5 %'],
    [0, '0 %'],
  ])('share %d', (share, text) => expect(shareText(share)).toBe(text));

  it.each([
    [612.4, '612/s'],
    [1234, '1,234/s'],
    [3.14, '3.1/s'],
    [0.05, '0.05/s'],
  ])('rate %d', (rate, text) => expect(rateText(rate)).toBe(text));

  it.each([
    [59_000, 'just now'],
    [-5_000, 'just now'],
    [60_000, '1 min ago'],
    [3 * 3600_000, '3 h ago'],
    [2 * 86_400_000, '2 d ago'],
    [8 * 86_400_000, dateText(CREATED).slice(0, 10)],
  ])('age %d ms', (age, text) => expect(ageText(CREATED, Date.parse(CREATED) + age, english)).toBe(text));
});
