import { formatBytes } from '../src/cli/table';
import { messageOf } from '../src/config/userError';
import { Contestant } from './contestant';
import { engineEntrants } from './engines';
import type { Section } from './report';
import { lines, table } from './report';
import type { RoundOptions } from './rounds';
import { runRounds } from './rounds';
import { median, medianRate } from './statistics';
import { denormalCases } from './workloads';

/** Steps over which a process may not grow, and those that it has before to warm up. */
const MEMORY_STEPS = 5000;
const WARM_UP_STEPS = 1000;
/** Growth that is no leak: the collector lets garbage grow and shrink. */
const GROWTH_TOLERANCE = 0.1;
/** Share of its speed that an engine may lose on denormal numbers; more than rounds differ among themselves. */
const DENORMAL_TOLERANCE = 0.2;
const SLICE_SECONDS = 1;

/** Whether an engine keeps its speed on denormal numbers, and its memory over many steps. */
export async function steadinessSection(
  root: string,
  engine: string,
  options: RoundOptions,
): Promise<Section> {
  const failures: string[] = [];
  const rows = [await denormalRow(root, engine, options, failures), await memoryRow(root, engine, failures)];
  const text = lines(
    `## Steadiness of ${engine}`,
    '',
    table(['', 'first', 'second', 'ratio'], rows),
    ...(failures.length > 0 ? ['', ...failures] : []),
  );
  return { text, failures };
}

/** Steps a second with normal and with denormal accumulators, and the median over the rounds of their ratio. */
async function denormalRow(
  root: string,
  engine: string,
  options: RoundOptions,
  failures: string[],
): Promise<string[]> {
  const entrants = Object.keys(denormalCases).flatMap((name) =>
    engineEntrants(root, engine, name, undefined).map((entrant) => ({
      ...entrant,
      name: `${engine}, ${name}`,
    })),
  );
  const title = 'steps/s, with normal and with denormal accumulators';
  const [normal, denormal] = await runRounds(entrants, '', { ...options, conditions: ['quiet'] });
  const failure = normal!.failure ?? denormal!.failure;
  if (failure !== undefined) {
    failures.push(`${engine}, denormal numbers: ${failure}`);
    return [title, 'failed'];
  }
  const rate = (index: number, { measured }: typeof normal & object) =>
    measured.quiet[index]!.steps / measured.quiet[index]!.seconds;
  const ratio = median(
    normal!.measured.quiet.map((_, round) => rate(round, denormal!) / rate(round, normal!)),
  );
  if (ratio < 1 - DENORMAL_TOLERANCE) {
    failures.push(`${engine} trains ${ratio.toPrecision(2)} times as fast where numbers become denormal`);
  }
  const rates = [normal!, denormal!].map((result) => medianRate(result, 'quiet').toPrecision(3));
  return [title, ...rates, ratio.toFixed(2)];
}

/** The process's peak memory early and late in a long training. */
async function memoryRow(root: string, engine: string, failures: string[]): Promise<string[]> {
  const title = `peak memory, after ${WARM_UP_STEPS} and after ${MEMORY_STEPS} steps of peak`;
  const [entrant] = engineEntrants(root, engine, 'peak', undefined);
  try {
    const contestant = await Contestant.start(entrant!, '');
    const early = await trainSteps(contestant, WARM_UP_STEPS);
    const late = await trainSteps(contestant, MEMORY_STEPS - WARM_UP_STEPS);
    await contestant.end();
    if (late > early * (1 + GROWTH_TOLERANCE)) {
      failures.push(`${engine}: its memory grows from ${formatBytes(early)} to ${formatBytes(late)}`);
    }
    return [title, formatBytes(early), formatBytes(late), (late / early).toFixed(2)];
  } catch (error) {
    failures.push(`${engine}, ${MEMORY_STEPS} steps: ${messageOf(error)}`);
    return [title, 'failed'];
  }
}

/** Trains at least so many steps; the peak memory then. */
async function trainSteps(contestant: Contestant, steps: number): Promise<number> {
  for (let done = 0; ;) {
    const measured = await contestant.train(SLICE_SECONDS);
    done += measured.steps;
    if (done >= steps) return measured.peakBytes;
  }
}
