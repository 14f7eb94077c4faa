import { reportEngines } from '../../engines/choose';
import type { CommandSpec } from '../command';
import { engineEnvironment, jsonOption } from '../environment';
import { EXIT } from '../execution';
import { formatTable } from '../table';

export const engines: CommandSpec = {
  name: 'engines',
  parameters: '',
  summary: 'List the engines, and say why one is not available.',
  options: { json: jsonOption },
  async run(input) {
    input.none();
    const reports = await reportEngines(engineEnvironment);
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify(reports)}\n`);
      return EXIT.done;
    }
    const rows = reports.map(({ name, available, device, reason }) => [
      name,
      available ? 'available' : 'not available',
      device ?? reason ?? '',
    ]);
    process.stdout.write(
      formatTable([{ title: 'engine' }, { title: 'state' }, { title: 'device, or why not' }], rows),
    );
    return EXIT.done;
  },
};
