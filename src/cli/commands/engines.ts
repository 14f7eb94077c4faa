import type { EngineReport } from '../../engines/choose';
import { reportEngines } from '../../engines/choose';
import type { TensorflowName } from '../../engines/tensorflow/packages';
import { TENSORFLOW_NAMES } from '../../engines/tensorflow/packages';
import type { CommandInput, CommandSpec } from '../command';
import { usage } from '../command';
import { installEngine } from '../engineInstall';
import { engineEnvironmentOf, jsonOption, tensorflowOption } from '../environment';
import { EXIT } from '../execution';
import { formatTable } from '../table';

export const engines: CommandSpec = {
  name: 'engines',
  parameters: '[install <engine>]',
  summary: `List the engines, say why one is not available, or install ${TENSORFLOW_NAMES.join(' or ')}.`,
  options: { tensorflow: tensorflowOption, json: jsonOption },
  async run(input) {
    if (input.positionals.length > 0) await installEngine(engineToInstall(input), engineEnvironmentOf(input));
    else await listEngines(input);
    return EXIT.done;
  },
};

async function listEngines(input: CommandInput): Promise<void> {
  const reports = await reportEngines(engineEnvironmentOf(input));
  if (input.flag('json')) process.stdout.write(`${JSON.stringify(reports)}\n`);
  else process.stdout.write(tableOf(reports));
}

function tableOf(reports: readonly EngineReport[]): string {
  const rows = reports.map(({ name, available, device }) => [
    name,
    available ? 'available' : 'not available',
    device ?? '',
  ]);
  // Reasons are sentences; in the table they would make its rule as long as they are.
  const reasons = reports
    .filter(({ available }) => !available)
    .map(({ name, reason, hint }) => {
      const why = reason?.replace(`the engine ${name} does not start: `, '');
      return `\n${name} is not available: ${[why, hint].filter(Boolean).join('; ')}\n`;
    });
  return [formatTable([{ title: 'engine' }, { title: 'state' }, { title: 'device' }], rows), ...reasons].join(
    '',
  );
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
