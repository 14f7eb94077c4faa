import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** When a process began, told by what no clock moves: the boot of its machine, and the clock ticks from then on. */
export const processStart = z.object({ boot: z.string(), ticks: z.number() });
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
  if (process.platform !== 'linux') return undefined;
  // The name, which may hold anything, stands in brackets as the second of the fields; the ticks are the 22nd.
  const fields = textOf(`/proc/${pid}/stat`)?.split(') ').at(-1)!.split(' ');
  const ticks = Number(fields?.[19]);
  return fields !== undefined && Number.isFinite(ticks) ? { hasEnded: fields[0] === 'Z', ticks } : undefined;
}

/** What tells this process from every other that ever had or will have its number; undefined where nothing does. */
export function ownStart(): ProcessStart | undefined {
  const ticks = listedProcess(process.pid)?.ticks;
  const boot = bootId();
  return ticks === undefined || boot === undefined ? undefined : { boot, ticks };
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
