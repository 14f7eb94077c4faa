import { readFileSync, readlinkSync } from 'node:fs';
import * as z from 'zod';

/**
 * When a process began, told by what no clock moves: the boot of its machine, and the clock ticks from then on. Containers
 * number their processes each on their own, so the namespace of its number is told too; absent in older files.
 */
export const processStart = z.object({
  boot: z.string(),
  ticks: z.number(),
  namespace: z.string().optional(),
});
export type ProcessStart = z.output<typeof processStart>;

/** A process as the system lists it. */
export interface ListedProcess {
  /** One that has ended stays listed until its parent looks after it, which some containers' first process never does. */
  readonly hasEnded: boolean;
  /** Clock ticks from the machine's boot until it began. */
  readonly ticks: number;
}

/** What Linux says of a process in /proc; undefined on other systems, and in containers that hide it. */
export function listedProcess(pid: number): ListedProcess | undefined {
  // A container may be shown the list of its host, where others have the numbers of its own processes.
  return linkOf('/proc/self') === String(process.pid) ? statOf(String(pid)) : undefined;
}

function statOf(name: string): ListedProcess | undefined {
  if (process.platform !== 'linux') return undefined;
  // The name, which may hold anything, stands in brackets as the second of the fields; the ticks are the 22nd.
  const fields = textOf(`/proc/${name}/stat`)?.split(') ').at(-1)!.split(' ');
  const ticks = Number(fields?.[19]);
  return fields !== undefined && Number.isFinite(ticks) ? { hasEnded: fields[0] === 'Z', ticks } : undefined;
}

/** What tells this process from every other that ever had or will have its number; undefined where nothing does. */
export function ownStart(): ProcessStart | undefined {
  const ticks = statOf('self')?.ticks;
  const boot = bootId();
  if (ticks === undefined || boot === undefined) return undefined;
  const namespace = ownNamespace();
  return { boot, ticks, ...(namespace !== undefined && { namespace }) };
}

let namespace: string | undefined;

/** Names the processes among which this one's number is its own: those of its container, or of the machine. */
export function ownNamespace(): string | undefined {
  namespace ??= linkOf('/proc/self/ns/pid');
  return namespace;
}

let boot: string | undefined;

/** Names the time since the machine was last started. */
export function bootId(): string | undefined {
  boot ??= textOf('/proc/sys/kernel/random/boot_id')?.trim();
  return boot;
}

/** Clock ticks a second, on every platform that Node runs on. */
const TICKS_PER_SECOND = 100;

/** When a listed process began by the clock as it is set now (ms since 1970); it moves when the clock is set. */
export function startByClock({ ticks }: ListedProcess): number | undefined {
  const bootTime = Number(/^btime (\d+)$/m.exec(textOf('/proc/stat') ?? '')?.[1]);
  return Number.isFinite(bootTime) ? (bootTime + ticks / TICKS_PER_SECOND) * 1000 : undefined;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // There is no such process, or it is hidden: either way there is nothing to be known.
    return undefined;
  }
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    // As above, and on systems that have no such links.
    return undefined;
  }
}
