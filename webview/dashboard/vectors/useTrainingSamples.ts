import { useEffect, useState } from 'preact/hooks';
import type { SampleQuery, SamplesReply } from '../../../src/messages/sampleMessages';
import type { DataSource } from '../../store/dataSource';

export interface TrainingSamplesView {
  /** Of the vector asked for; undefined while they are searched for, and where they cannot be. */
  readonly reply: SamplesReply | undefined;
  readonly isSearching: boolean;
  /** Why there are none. */
  readonly error: string | undefined;
}

/** A vector is searched for once it has been looked at for so long: nobody waits for those that are scrubbed over. */
const REST_MS = 400;
const KEPT = 64;

const NOTHING: TrainingSamplesView = { reply: undefined, isSearching: false, error: undefined };
const SEARCHING: TrainingSamplesView = { reply: undefined, isSearching: true, error: undefined };

/** What was found, by source, the newest last. */
const found = new WeakMap<DataSource, Map<string, SamplesReply>>();

/** What of all the training data lies along a vector; a search that is no longer of use is ended. */
export function useTrainingSamples(source: DataSource, query: SampleQuery): TrainingSamplesView {
  const [view, setView] = useState(NOTHING);
  const { run, step, layer, direction } = query;
  useEffect(() => {
    if (source.samples === undefined) return undefined;
    const key = JSON.stringify([run, step, layer, direction]);
    const known = found.get(source)?.get(key);
    if (known !== undefined) {
      setView({ ...NOTHING, reply: known });
      return undefined;
    }
    const abort = new AbortController();
    setView(SEARCHING);
    const timer = setTimeout(() => {
      source.samples!({ run, step, layer, direction }, abort.signal).then(
        (reply) => {
          keep(source, key, reply);
          if (!abort.signal.aborted) setView({ ...NOTHING, reply });
        },
        (error: unknown) => {
          const message = error instanceof Error ? error.message : String(error);
          if (!abort.signal.aborted) setView({ ...NOTHING, error: message });
        },
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [source, run, step, layer, direction]);
  return view;
}

function keep(source: DataSource, key: string, reply: SamplesReply): void {
  const replies = found.get(source) ?? new Map<string, SamplesReply>();
  found.set(source, replies);
  replies.set(key, reply);
  if (replies.size > KEPT) replies.delete(replies.keys().next().value!);
}
