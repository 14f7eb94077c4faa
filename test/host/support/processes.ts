import { readdir, readFile } from 'node:fs/promises';

/** Whether a process is there; one that has ended and was not waited for is not. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
  return process.platform !== 'linux' || (await stateOf(pid)) !== 'Z';
}

/** The extension hosts of a server (Linux). */
export async function extensionHostsOf(server: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found: number[] = [];
  for (const pid of pids) {
    const status = await readProcess(pid, 'status');
    const command = await readProcess(pid, 'cmdline');
    if (/--type=extensionHost/.test(command) && new RegExp(`^PPid:\\s*${server}$`, 'm').test(status)) {
      found.push(pid);
    }
  }
  return found;
}

async function stateOf(pid: number): Promise<string | undefined> {
  return /^State:\s*(\w)/m.exec(await readProcess(pid, 'status'))?.[1] ?? 'Z';
}

/** Empty when the process has ended meanwhile. */
async function readProcess(pid: number, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  });
}
