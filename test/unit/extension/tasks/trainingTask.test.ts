import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../src/config/parseConfig';
import { UserError } from '../../../../src/config/userError';
import { PROBLEM_MATCHER } from '../../../../src/extension/contributions';
import {
  configOfTask,
  readTrainingTask,
  tasksOf,
  titleOfTask,
  trainArguments,
} from '../../../../src/extension/tasks/trainingTask';

const defaults = { engine: 'auto', threads: undefined, tensorflowFolder: undefined };

describe('a task', () => {
  it('is read with what it says, and a mistake in it is told', () => {
    const task = { type: 'racecar', config: 'a/peak.racecar.json', mode: 'rr', seeds: 2, engine: 'wasm' };
    expect(readTrainingTask({ ...task, presentation: {} })).toEqual(task);
    expect(readTrainingTask({ type: 'racecar' })).toMatch(/^config: /);
    expect(readTrainingTask({ ...task, seeds: 0 })).toMatch(/^seeds: /);
  });

  it('runs the command with what it says, and by the settings otherwise', () => {
    const [own, set] = tasksOf('-peak.racecar.json');
    expect(trainArguments(own!, defaults)).toEqual(['train', '--engine=auto', '--', '-peak.racecar.json']);
    expect(
      trainArguments(
        { ...set!, seeds: 3, engine: 'wasm' },
        { engine: 'cpu', threads: 2, tensorflowFolder: '/t f' },
      ),
    ).toEqual([
      'train',
      '--mode=std,ort,rr',
      '--seeds=3',
      '--engine=wasm',
      '--threads=2',
      '--tensorflow=/t f',
      '--',
      '-peak.racecar.json',
    ]);
  });

  it('is called by its config and modes, which may lie anywhere', () => {
    expect(tasksOf('a/peak.racecar.json').map(titleOfTask)).toEqual(['a/peak', 'a/peak (std,ort,rr)']);
    const [task] = tasksOf('a/peak.racecar.json');
    expect(configOfTask(task!, '/w')).toBe(path.resolve('/w/a/peak.racecar.json'));
    expect(configOfTask({ ...task!, config: '/x/y.racecar.json' }, '/w')).toBe(
      path.resolve('/x/y.racecar.json'),
    );
  });
});

/** The errors of a config as the command prints them. */
function printed(text: string, file: string): string {
  try {
    parseConfig(text, file);
  } catch (error) {
    if (error instanceof UserError) return error.format();
    throw error;
  }
  throw new Error('the config has no error');
}

describe('the problem matcher', () => {
  const pattern = new RegExp(PROBLEM_MATCHER.pattern.regexp);
  const places = (output: string) =>
    output
      .split('\n')
      .map((line) => pattern.exec(line))
      .filter((match) => match !== null)
      .map((match) => match.slice(1, 4));

  it('finds every error of a config that the command prints', () => {
    const text =
      '{\n  "data": { "kind": "peek" },\n  "netwrk": {},\n  "training": {\n    "epochs": -1\n  }\n}\n';
    const found = places(printed(text, 'a b/peak.racecar.json'));
    expect(found).toContainEqual(['a b/peak.racecar.json', '2', '21']);
    expect(found.map(([, line]) => line)).toEqual(expect.arrayContaining(['2', '3', '5']));
  });

  it('finds a single error, also of the syntax', () => {
    expect(places(printed('{ "data": ', 'peak.racecar.json'))).toEqual([['peak.racecar.json', '1', '11']]);
  });

  it('takes no progress for an error', () => {
    expect(
      places('peak · rr · seed 0  step 10/5000 · 612 steps/s · loss 1.2\nRuns: .racecar/runs\n'),
    ).toEqual([]);
  });
});
