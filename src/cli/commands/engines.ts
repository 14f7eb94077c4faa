import type { EngineReport } from '../../engines/choose';
import { reportEngines } from '../../engines/report';
import type { TensorflowName } from '../../engines/tensorflow/packages';
import { TENSORFLOW_NAMES } from '../../engines/tensorflow/packages';
import { recordVerifiedEngines } from '../../trainer/verifiedEngines';
import type { CommandInput, CommandSpec } from '../command';
import { usage } from '../command';
import { installEngine } from '../engineInstall';
import { engineEnvironmentOf, jsonOption, tensorflowOption, threadsOption } from '../environment';
import { EXIT } from '../execution';
import { formatBytes, formatTable } from '../table';

export const engines: CommandSpec = {
  name: 'engines',
  parameters: '[install <engine>]',
  summary: `List the engines with their speed, say why one is not available, or install ${TENSORFLOW_NAMES.join(' or ')}.`,
  options: { threads: threadsOption, tensorflow: tensorflowOption, json: jsonOption },
  async run(input) {
    if (input.positionals.length > 0) await installEngine(engineToInstall(input), engineEnvironmentOf(input));
    else await listEngines(input);
    return EXIT.done;
  },
};

async function listEngines(input: CommandInput): Promise<void> {
  const verified: string[] = [];
  const reports = await reportEngines(engineEnvironmentOf(input), {
    onEngine: (name) => process.stderr.write(`Trying ${name} …\n`),
    onVerified: (identity) => verified.push(identity),
  });
  await recordVerifiedEngines(verified);
  if (input.flag('json')) process.stdout.write(`${JSON.stringify(reports)}\n`);
  else process.stdout.write(describe(reports));
}

function describe(reports: readonly EngineReport[]): string {
  const rows = reports.map(({ name, available, stepsPerSecond, memory, driver, device }) => [
    name,
    available ? 'available' : 'not available',
    stepsPerSecond === undefined ? '' : stepsPerSecond.toPrecision(3),
    memory === undefined ? '' : formatBytes(memory),
    driver ?? '',
    device ?? '',
  ]);
  const columns = [
    { title: 'engine' },
    { title: 'state' },
    { title: 'steps/s', align: 'right' },
    { title: 'memory', align: 'right' },
    { title: 'driver' },
    { title: 'device' },
  ] as const;
  // Reasons are sentences; in the table they would make its rule as long as they are.
  const reasons = reports
    .filter(({ available }) => !available)
    .map(({ name, reason, hint }) => {
      const why = reason?.replace(`the engine ${name} does not start: `, '');
      return `\n${name} is not available: ${[why, hint].filter(Boolean).join('; ')}\n`;
    });
  const legend =
    '\nsteps/s: of the standard step, a network of 784-128-2 with batch norm under rr, batch 100\n';
  return [formatTable(columns, rows), legend, ...reasons].join('');
}

function engineToInstall({ positionals }: CommandInput): TensorflowName {
  const [action, name, ...others] = positionals;
  if (action !== 'install') throw usage(`found "${action!}", expected install or no argument`);
  if (others.length > 0) throw usage(`found "${others.join(' ')}" after ${name!}, expected one engine`);
  const known = TENSORFLOW_NAMES.find((each) => each === name);
  if (known !== undefined) return known;
  const found = name === undefined ? 'found none' : `found "${name}"`;
  throw usage(`the engine to install: ${found}, expected ${TENSORFLOW_NAMES.join(' or ')}`);
}
