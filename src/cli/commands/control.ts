import { UserError } from '../../config/userError';
import { findRun, readEntry } from '../../runs/catalogue';
import type { RunRequest } from '../../runs/requests';
import { makeRequest } from '../../runs/requests';
import type { CommandSpec } from '../command';
import { runsDirectories, runsOption } from '../environment';
import { EXIT } from '../execution';
import { tell } from '../output';

/** A command that asks something of a run in whatever process it trains. */
function requestCommand(request: RunRequest & ('stop' | 'pause'), summary: string): CommandSpec {
  return {
    name: request,
    parameters: '<run>',
    summary,
    options: { runs: runsOption },
    async run(input) {
      const folder = await findRun(input.one('<run>'), runsDirectories(input));
      const { status } = await readEntry(folder);
      if (status !== 'running' && status !== 'paused') {
        throw new UserError(`the run ${folder.id} is ${status}, expected one that is running`, {
          place: { file: folder.manifest },
        });
      }
      await makeRequest(folder, request);
      tell(`asked ${folder.id} to ${request}\n`);
      return EXIT.done;
    },
  };
}

export const stop = requestCommand('stop', 'Ask a run that is going on to stop, so that it can be resumed.');
export const pause = requestCommand('pause', 'Ask a run that is going on to wait; resume lets it go on.');
