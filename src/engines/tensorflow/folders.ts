import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TensorflowName } from './packages';

/** A folder in which a package is looked for. */
export interface PackageFolder {
  readonly folder: string;
  /** What it is to the user: "the working folder". */
  readonly what: string;
  /** Whether the folders above it count too, as they do for Node. */
  readonly above?: boolean;
}

/** Where the system keeps a user's data. */
export interface UserSystem {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const thisSystem = (): UserSystem => ({ platform: process.platform, home: homedir(), env: process.env });

/** The folder into which `racecar engines install` installs an engine. */
export function installFolder(name: TensorflowName, system: UserSystem = thisSystem()): string {
  const { join } = system.platform === 'win32' ? path.win32 : path.posix;
  return join(dataFolder(system), 'racecar', 'engines', name);
}

function dataFolder({ platform, home, env }: UserSystem): string {
  if (platform === 'win32') return env.LOCALAPPDATA || path.win32.join(home, 'AppData', 'Local');
  if (platform === 'darwin') return path.posix.join(home, 'Library', 'Application Support');
  const given = env.XDG_DATA_HOME ?? '';
  // The specification wants relative paths ignored.
  return path.posix.isAbsolute(given) ? given : path.posix.join(home, '.local', 'share');
}

/**
 * The folders in which an engine's package is looked for, in order.
 *
 * @param given a folder of the user's choice, which may hold the package or a node_modules folder, or be either; by
 *   default what the environment variable RACECAR_TENSORFLOW says
 */
export async function packageFolders(
  name: TensorflowName,
  given = process.env.RACECAR_TENSORFLOW,
  workingFolder = process.cwd(),
): Promise<PackageFolder[]> {
  const global = await globalFolder();
  return [
    ...(given ? [{ folder: path.resolve(given), what: `the folder given (${given})` }] : []),
    { folder: workingFolder, what: 'node_modules of the working folder and those above it', above: true },
    { folder: installFolder(name), what: installFolder(name) },
    ...(global === undefined ? [] : [{ folder: global, what: "npm's global folder" }]),
  ];
}

let asked: Promise<string | undefined> | undefined;

/** npm's global node_modules folder; npm alone knows, as its settings decide. */
function globalFolder(): Promise<string | undefined> {
  asked ??= promisify(execFile)('npm', ['root', '--global'], {
    timeout: 10_000,
    // On Windows npm is a script that only the shell starts.
    shell: process.platform === 'win32',
  }).then(
    ({ stdout }) => stdout.trim() || undefined,
    () => undefined,
  );
  return asked;
}
