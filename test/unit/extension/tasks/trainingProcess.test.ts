import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { terminalText, TrainingProcess } from '../../../../src/extension/tasks/trainingProcess';
import { temporaryFolder, write } from '../../data/temporaryFolder';

const folder = temporaryFolder();

/** Runs a script as if it were the command. */
function run(script: string): {
  process: TrainingProcess;
  until: (text: string) => Promise<void>;
  ended: Promise<number>;
} {
  const file = write(folder, `${Math.random()}.cjs`, script);
  let output = '';
  const waiting = new Map<string, () => void>();
  let end!: (code: number) => void;
  const ended = new Promise<number>((resolve) => (end = resolve));
  const process = new TrainingProcess(file, ['--', 'a b'], folder, {
    onText: (text) => {
      output += text;
      for (const [wanted, resolve] of waiting) if (output.includes(wanted)) resolve();
    },
    onEnd: end,
  });
  const until = (text: string): Promise<void> =>
    output.includes(text) ? Promise.resolve() : new Promise((resolve) => waiting.set(text, resolve));
  return { process, until, ended };
}

describe("a task's process", () => {
  it('hands on its output, its arguments, its folder and its exit code', async () => {
    const { until, ended } = run(`
      process.stderr.write('progress · 1\\n');
      console.log(JSON.stringify([process.argv.slice(2), process.cwd()]));
      process.exitCode = 2;`);
    await until('progress · 1\r\n');
    await until(JSON.stringify([['--', 'a b'], path.resolve(folder)]));
    expect(await ended).toBe(2);
  });

  it('is asked to stop by its channel, and may take its time for a checkpoint', async () => {
    const { process, until, ended } = run(`
      process.on('disconnect', () => setTimeout(() => { console.log('checkpoint'); process.exit(130); }, 200));
      console.log('training');`);
    await until('training');
    process.stop();
    await until('checkpoint');
    expect(await ended).toBe(130);
  });

  it('is ended when it is asked twice', async () => {
    const { process, until, ended } = run(`
      setInterval(() => undefined, 1000);
      process.on('disconnect', () => console.log('heard'));
      console.log('training');`);
    await until('training');
    process.stop();
    await until('heard');
    process.stop();
    expect(await ended).toBe(130);
  });

  it('that does not start ends with what was wrong', async () => {
    const { ended } = run('throw new Error("no")');
    expect(await ended).not.toBe(0);
  });
});

it('ends lines as terminals want', () => {
  expect(terminalText('a\nb\r\nc')).toBe('a\r\nb\r\nc');
});
