import { setImmediate } from 'node:timers/promises';

/**
 * Lets the process hear what was sent to it while it computed. Engines that compute in this thread never do so by
 * themselves, and that a request was cancelled comes as a message.
 *
 * @throws the signal's reason when it is aborted
 */
export async function betweenBlocks(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
