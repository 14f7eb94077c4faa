/**
 * `npm run try [-- --port PORT] [--vscode VERSION]`: a VS Code in the browser with Racecar's package installed and a
 * copy of the examples open, until Ctrl-C.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../src/config/userError';
import { pack } from './package/pack';
import { currentTarget } from './package/targets';
import { installRelease } from './vscode/install';
import { NEWEST, releasesNamed } from './vscode/releases';
import { installExtension, startServer } from './vscode/server';

const { values } = parseArgs({ options: { port: { type: 'string' }, vscode: { type: 'string' } } });
const port = readPort(values.port);
const [wanted] = releasesNamed(values.vscode ?? NEWEST.name);
const say = (text: string) => process.stderr.write(`${text}\n`);

const asksToEnd = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
});
const folder = await mkdtemp(path.join(os.tmpdir(), 'racecar-try-'));
const place = (name: string) => path.join(folder, name);
try {
  await Promise.race([tryIt(), asksToEnd]);
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
// What was still being prepared ends with this process.
process.exit();

async function tryIt(): Promise<void> {
  say('Packing Racecar …');
  const [release] = await Promise.all([
    installRelease(wanted!, say),
    pack(currentTarget(), place('racecar.vsix')),
    cp('examples', place('examples'), { recursive: true, filter: isNoRun }),
  ]);
  say(`Starting VS Code ${release.name} …`);
  await installExtension(release, place('extensions'), place('racecar.vsix'));
  const server = await startServer({
    release,
    dataFolder: place('data'),
    extensionsFolder: place('extensions'),
    ...(port === undefined ? {} : { port }),
  });
  try {
    process.stdout.write(
      [
        '',
        'Open this address in a browser of this machine:',
        '',
        `    ${server.address(place('examples'))}`,
        '',
        'Then F1 and "Racecar: Train with racecar". The workspace is a copy of examples/; Ctrl-C here ends VS Code and',
        'removes the copy and its runs.',
        '',
      ].join('\n'),
    );
    await Promise.race([asksToEnd, server.stopped]);
    say('Ending VS Code …');
  } finally {
    await server.stop();
  }
}

function isNoRun(file: string): boolean {
  return path.basename(file) !== '.racecar';
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number < 65536) return number;
  throw new UserError(`--port: found "${text}", expected a number from 1 to 65535`);
}
