import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';

/** A processor, as far as the system tells. */
export interface Hardware {
  readonly name: string;
  /** Bytes. */
  readonly memory?: number;
  readonly driver?: string;
}

/** A tool of the system that does not answer by then is left out. */
const PATIENCE_MS = 10_000;
const MEBIBYTE = 2 ** 20;

export function cpuHardware(): Hardware {
  return { name: os.cpus()[0]?.model.trim() ?? process.arch, memory: os.totalmem() };
}

/** The first GPU that the system's own tools tell of; undefined where they tell of none, or are not installed. */
export async function gpuHardware(
  platform: NodeJS.Platform = process.platform,
): Promise<Hardware | undefined> {
  if (platform === 'darwin')
    return parseSystemProfiler(await output('system_profiler', ['SPDisplaysDataType', '-json']));
  const nvidia = parseNvidiaSmi(
    await output('nvidia-smi', [
      '--query-gpu=name,memory.total,driver_version',
      '--format=csv,noheader,nounits',
    ]),
  );
  if (nvidia !== undefined) return nvidia;
  if (platform !== 'win32') return parseVulkaninfo(await output('vulkaninfo', ['--summary']));
  const query = 'Get-CimInstance Win32_VideoController | Select-Object Name,DriverVersion | ConvertTo-Json';
  return parseVideoControllers(await output('powershell', ['-NoProfile', '-Command', query]));
}

/** Lines such as "NVIDIA GeForce RTX 4090, 24564, 560.35.03", memory in MiB. */
export function parseNvidiaSmi(text: string): Hardware | undefined {
  const [name, memory, driver] = (text.split('\n')[0] ?? '').split(',').map((part) => part.trim());
  if (!name || !driver) return undefined;
  const size = Number(memory);
  return { name, driver: `NVIDIA ${driver}`, ...(size > 0 ? { memory: size * MEBIBYTE } : {}) };
}

/** Blocks of "key = value" lines, one a device. */
export function parseVulkaninfo(text: string): Hardware | undefined {
  const value = (key: string) => new RegExp(`^\\s*${key}\\s*=\\s*(.+)$`, 'm').exec(text)?.[1]?.trim();
  const name = value('deviceName');
  if (name === undefined) return undefined;
  const driver = [value('driverName'), value('driverInfo')].filter(Boolean).join(' ');
  return { name, ...(driver === '' ? {} : { driver }) };
}

export function parseSystemProfiler(text: string): Hardware | undefined {
  const { SPDisplaysDataType: displays } = parsed<{ SPDisplaysDataType?: { sppci_model?: string }[] }>(text);
  const name = displays?.find((each) => each.sppci_model !== undefined)?.sppci_model;
  // Apple's GPUs compute in the memory of the machine.
  return name === undefined ? undefined : { name, memory: os.totalmem(), driver: `macOS ${os.release()}` };
}

/** Windows tells memory in 32 bits, which is no use. */
export function parseVideoControllers(text: string): Hardware | undefined {
  const found = parsed<
    { Name?: string; DriverVersion?: string } | { Name?: string; DriverVersion?: string }[]
  >(text);
  const [first] = Array.isArray(found) ? found : [found];
  if (first?.Name === undefined) return undefined;
  return { name: first.Name, ...(first.DriverVersion === undefined ? {} : { driver: first.DriverVersion }) };
}

/** What a tool printed that is not JSON says nothing. */
function parsed<T extends object>(text: string): Partial<T> {
  try {
    return JSON.parse(text) as T;
  } catch {
    return {};
  }
}

async function output(command: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(command, [...args], { timeout: PATIENCE_MS })).stdout;
  } catch {
    // It is not installed, or finds no device.
    return '';
  }
}
