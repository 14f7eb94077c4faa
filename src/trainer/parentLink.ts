import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { UserError } from '../config/userError';
import type { TrainerCommand, TrainerReport } from '../messages/trainerMessages';
import { HEARTBEAT_MS, readTrainerCommand } from '../messages/trainerMessages';
import type { WatchdogData, WatchdogMessage } from './trainerWatchdog';

/** Heartbeats that may be missed in a row: a parent may be busy, but not that long. */
const MISSED_HEARTBEATS = 15;

export interface ParentListener {
  onCommand(command: TrainerCommand): void;
  /** The parent is gone or silent; the process ends by force soon after. */
  onLost(why: string): void;
  /** It said something that this process does not understand: it is of another version. */
  onMisunderstanding(error: UserError): void;
}

/** A training process's end of the channel to its supervisor, and the watch over whether that is still there. */
export class ParentLink {
  private readonly watchdog: Worker;
  private missed = 0;
  private lost = false;

  /** @param distFolder holds the watchdog's bundle */
  constructor(
    distFolder: string,
    private readonly listener: ParentListener,
  ) {
    const workerData: WatchdogData = { parentPid: process.ppid };
    this.watchdog = new Worker(path.join(distFolder, 'trainer-watchdog.js'), { workerData });
    this.watchdog.unref();
    process.on('message', (message) => this.receive(message));
    process.on('disconnect', () => this.lose('the program that started the training ended'));
    // It may have gone before anybody listened.
    if (!process.connected) this.lose('the program that started the training ended');
    // Heartbeats are counted, not timed: after a machine's sleep there is one tick, and then the parent's next word.
    setInterval(() => {
      this.missed++;
      if (this.missed > MISSED_HEARTBEATS) this.lose('the program that started the training fell silent');
    }, HEARTBEAT_MS).unref();
  }

  /** Sends a report; one that nobody is there to hear is dropped. */
  send(report: TrainerReport, sent?: () => void): void {
    if (process.send === undefined || !process.connected) sent?.();
    // Should the parent vanish meanwhile, the event "disconnect" tells.
    else process.send(report, undefined, undefined, () => sent?.());
  }

  /** Says where the process trains, so that it can be told there if the process has to end by force. */
  trainsIn(runDirectory: string): void {
    this.tellWatchdog({ runDirectory });
  }

  /** Lets the process end by itself when nothing else keeps it. */
  close(): void {
    this.lost = true;
    if (process.connected) process.disconnect();
  }

  private receive(message: unknown): void {
    this.missed = 0;
    let command: TrainerCommand;
    try {
      command = readTrainerCommand(message);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.listener.onMisunderstanding(error);
      return;
    }
    if (command.type === 'ping') this.send({ type: 'pong' });
    else this.listener.onCommand(command);
  }

  private lose(why: string): void {
    if (this.lost) return;
    this.lost = true;
    this.tellWatchdog({ lost: why });
    this.listener.onLost(why);
  }

  private tellWatchdog(message: WatchdogMessage): void {
    this.watchdog.postMessage(message);
  }
}
