/** The process that searches training data; it answers over its channel and ends with the process that started it. */
import path from 'node:path';
import { messageOf } from '../../config/userError';
import type { FromSampleSearch, SearchKind, ToSampleSearch } from '../../messages/sampleMessages';
import { SampleSearch } from './sampleSearch';

const search = new SampleSearch(path.dirname(process.argv[1]!));
/** By kind, the newest: those before it are no longer wanted. */
const current = new Map<SearchKind, { readonly id: number; readonly abort: AbortController }>();
/** Searches wait for each other, as each that is no longer wanted ends soon. */
let last: Promise<void> = Promise.resolve();

process.on('disconnect', () => process.exit());
process.on('message', (message: ToSampleSearch) => {
  if (message.type === 'cancel') {
    for (const { id, abort } of current.values()) if (id === message.id) abort.abort();
    return;
  }
  current.get(message.search.kind)?.abort.abort();
  const abort = new AbortController();
  current.set(message.search.kind, { id: message.id, abort });
  last = last.then(() => answer(message, abort.signal));
});

async function answer(
  { id, search: asked }: Extract<ToSampleSearch, { type: 'search' }>,
  signal: AbortSignal,
): Promise<void> {
  try {
    signal.throwIfAborted();
    tell({ type: 'found', id, reply: await search.answer(asked, signal) });
  } catch (error) {
    tell(signal.aborted ? { type: 'failed', id } : { type: 'failed', id, message: messageOf(error) });
  }
}

function tell(message: FromSampleSearch): void {
  process.send!(message);
}
