import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { open, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { InstalledRelease } from './install';
import { runCommand } from '../runCommand';

export interface ServerOptions {
  readonly release: InstalledRelease;
  /** Where the server keeps settings, logs and what its extensions store. */
  readonly dataFolder: string;
  readonly extensionsFolder: string;
  /** A free one by default. */
  readonly port?: number;
  /** Settings beside those that keep VS Code's own features out of the way. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly keybindings?: readonly { readonly key: string; readonly command: string }[];
  /** VS Code asks whether a workspace is trusted; without it every one is. */
  readonly asksForTrust?: boolean;
  /** A page can run tests in the extension host. VS Code shows no notifications then. */
  readonly runsTests?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface VSCodeServer {
  readonly host: string;
  readonly pid: number;
  readonly logFile: string;
  /** The address of the workbench with a folder open, and with more in its query. */
  address(folder: string, query?: Readonly<Record<string, string>>): string;
  /** When the process has ended. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

const START_TIMEOUT_S = 60;
const STOP_TIMEOUT_S = 5;

const QUIET_SETTINGS = {
  // As on the desktop; in a browser VS Code saves by itself.
  'files.autoSave': 'off',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
};

/** Installs a .vsix into a folder of extensions. */
export async function installExtension(
  release: InstalledRelease,
  extensionsFolder: string,
  vsix: string,
): Promise<void> {
  const dataFolder = `${extensionsFolder}-install`;
  await mkdir(extensionsFolder, { recursive: true });
  await runCommand(release.nodeProgram, [
    release.serverScript,
    ...folders(dataFolder, extensionsFolder),
    ...['--install-extension', path.resolve(vsix)],
  ]);
}

/**
 * Starts a VS Code server on 127.0.0.1. Its addresses hold a secret, since who reaches it can run any command.
 * @throws when it does not answer within a minute, with the end of its log
 */
export async function startServer(options: ServerOptions): Promise<VSCodeServer> {
  const { release, dataFolder } = options;
  await writeUserData(dataFolder, options);
  const port = options.port ?? (await freePort());
  const logFile = path.join(dataFolder, 'server.log');
  const log = await open(logFile, 'w');
  const token = randomUUID();
  const child = spawn(
    release.nodeProgram,
    [
      release.serverScript,
      ...folders(dataFolder, options.extensionsFolder),
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...['--connection-token', token],
      '--accept-server-license-terms',
      ...['--telemetry-level', 'off'],
      ...(options.asksForTrust ? [] : ['--disable-workspace-trust']),
      ...(options.runsTests ? ['--enable-smoke-test-driver'] : []),
    ],
    {
      stdio: ['ignore', log.fd, log.fd],
      // A group of its own, so that a terminal's Ctrl-C does not end it before its extension hosts.
      detached: true,
      // Sockets and the like go where they are removed with the rest.
      env: { ...process.env, TMPDIR: dataFolder, XDG_RUNTIME_DIR: dataFolder, ...options.environment },
    },
  );
  const pid = child.pid!;
  const stopped = once(child, 'exit').then(async () => {
    endGroup(pid);
    await log.close();
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const waiting = new AbortController();
    const late = delay(STOP_TIMEOUT_S * 1000, undefined, { signal: waiting.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
    await stopped;
    waiting.abort();
    await late;
  };
  const host = `127.0.0.1:${port}`;
  const address = (folder: string, query: Readonly<Record<string, string>> = {}) =>
    `http://${host}/?${new URLSearchParams({ tkn: token, folder: path.resolve(folder), ...query })}`;
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  try {
    await answers(`http://${host}/version`, logFile, isRunning);
  } catch (error) {
    await stop();
    throw error;
  }
  return { host, pid, logFile, address, stopped, stop };
}

/** Ends what a server leaves behind: extension hosts wait for a window to come back. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function folders(dataFolder: string, extensionsFolder: string): string[] {
  return ['--server-data-dir', path.resolve(dataFolder), '--extensions-dir', path.resolve(extensionsFolder)];
}

/** Settings are read by the server in one place, by the workbench in the other. */
async function writeUserData(
  dataFolder: string,
  { settings, keybindings = [] }: Pick<ServerOptions, 'settings' | 'keybindings'>,
): Promise<void> {
  const write = async (name: string, value: unknown) => {
    const file = path.join(dataFolder, 'data', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(value, undefined, 2));
  };
  const all = { ...QUIET_SETTINGS, ...settings };
  await write('Machine/settings.json', all);
  await write('User/settings.json', all);
  await write('User/keybindings.json', keybindings);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function answers(address: string, logFile: string, isRunning: () => boolean): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_S * 1000;
  while (isRunning() && Date.now() < deadline) {
    const response = await fetch(address).catch(() => undefined);
    if (response?.ok) return;
    await delay(100);
  }
  const log = await readFile(logFile, 'utf8');
  throw new Error(`VS Code's server did not start:\n${log.slice(-4000)}`);
}
