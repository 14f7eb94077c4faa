/** The process that searches training data; it answers over its channel and ends with the process that started it. */
import path from 'node:path';
import { messageOf } from '../../config/userError';
import type { FromSampleSearch, ToSampleSearch } from '../../messages/sampleMessages';
import { SampleSearch } from './searchSamples';

const search = new SampleSearch(path.dirname(process.argv[1]!));
let current: { readonly id: number; readonly abort: AbortController } | undefined;
/** Searches wait for each other, as each that is no longer wanted ends soon. */
let last: Promise<void> = Promise.resolve();

process.on('disconnect', () => process.exit());
process.on('message', (message: ToSampleSearch) => {
  if (message.type === 'cancel') {
    if (current?.id === message.id) current.abort.abort();
    return;
  }
  current?.abort.abort();
  const abort = new AbortController();
  current = { id: message.id, abort };
  last = last.then(() => answer(message, abort.signal));
});

async function answer(
  { id, query }: Extract<ToSampleSearch, { type: 'search' }>,
  signal: AbortSignal,
): Promise<void> {
  try {
    signal.throwIfAborted();
    tell({ type: 'found', id, reply: await search.search(query, signal) });
  } catch (error) {
    tell(signal.aborted ? { type: 'failed', id } : { type: 'failed', id, message: messageOf(error) });
  }
}

function tell(message: FromSampleSearch): void {
  process.send!(message);
}
