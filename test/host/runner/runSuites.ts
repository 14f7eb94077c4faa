import { appendFileSync, readFileSync } from 'node:fs';
import Mocha from 'mocha';
import { PLAN_VARIABLE, type Plan, type TestEvent } from './plan';

const MOST_CHARACTERS = 4000;
/** Generous, since a machine may be busy; what waits for something gives up before. */
const TEST_TIMEOUT_MS = 180_000;
/** A window of a whole VS Code on a busy machine may lose a race that is not Racecar's; each retry is told. */
const RETRIES = 1;

/**
 * Runs the plan's suites; VS Code calls this by its name, in the extension host. Failures are in the results file, those
 * of a suite that does not even load among them.
 */
export async function run(): Promise<void> {
  const plan = JSON.parse(readFileSync(process.env[PLAN_VARIABLE]!, 'utf8')) as Plan;
  const record = (event: TestEvent) => appendFileSync(plan.results, `${JSON.stringify(event)}\n`);
  try {
    await runSuites(plan, record);
  } catch (error) {
    const title = 'loading the suites';
    record({
      event: 'ended',
      title,
      outcome: 'failed',
      milliseconds: 0,
      error: describeError(error as Error),
    });
  }
  record({ event: 'done' });
}

async function runSuites({ suites, grep }: Plan, record: (event: TestEvent) => void): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: TEST_TIMEOUT_MS,
    retries: RETRIES,
    reporter: recorder(record),
    ...(grep === undefined ? {} : { grep }),
  });
  for (const suite of suites) mocha.addFile(suite);
  await new Promise((resolve) => mocha.run(resolve));
}

/** A reporter that tells what happens to the results file; whoever started this process prints it. */
function recorder(record: (event: TestEvent) => void): Mocha.ReporterConstructor {
  const ended = (test: Mocha.Runnable, outcome: 'passed' | 'failed' | 'skipped', error?: string) =>
    record({
      event: 'ended',
      title: test.fullTitle(),
      outcome,
      milliseconds: test.duration ?? 0,
      ...(error === undefined ? {} : { error }),
    });
  return class extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
      super(runner, options);
      runner.on('test', (test) => record({ event: 'began', title: test.fullTitle() }));
      runner.on('hook', (hook) => record({ event: 'began', title: hook.fullTitle() }));
      runner.on('retry', (test: Mocha.Test, error: Error) =>
        record({ event: 'again', title: test.fullTitle(), error: describeError(error) }),
      );
      runner.on('pass', (test) => ended(test, 'passed'));
      runner.on('pending', (test) => ended(test, 'skipped'));
      // Hooks that fail come here as well.
      runner.on('fail', (test, error: Error) => ended(test, 'failed', describeError(error)));
    }
  };
}

function describeError(error: Error & { expected?: unknown; actual?: unknown }): string {
  const difference =
    'expected' in error && 'actual' in error
      ? [`expected: ${inspect(error.expected)}`, `found: ${inspect(error.actual)}`]
      : [];
  return [error.stack ?? String(error), ...difference].map(shorten).join('\n');
}

/** An assertion about a file's text would say all of it. */
function shorten(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} …` : text;
}

function inspect(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 1);
}
