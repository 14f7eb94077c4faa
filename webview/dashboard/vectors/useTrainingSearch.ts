import { useEffect, useState } from 'preact/hooks';
import type { SearchKind, SearchQuery, SearchReply } from '../../../src/messages/sampleMessages';
import type { DataSource } from '../../store/dataSource';

export interface TrainingSearchView<Reply> {
  /** To what is asked for; undefined while it is searched for, and where it cannot be. */
  readonly reply: Reply | undefined;
  readonly isSearching: boolean;
  /** Why there is none. */
  readonly error: string | undefined;
}

/** What was asked for is searched once it has been looked at for so long: nobody waits for what is scrubbed over. */
const REST_MS = 400;
const KEPT = 64;

const NOTHING = { reply: undefined, isSearching: false, error: undefined } as const;
const SEARCHING = { ...NOTHING, isSearching: true } as const;

/** What was found, by source, the newest last. */
const found = new WeakMap<DataSource, Map<string, unknown>>();

/**
 * What all of the training data say; a search that is no longer of use is ended.
 * @param wanted  what is asked for, where a reply serves several queries
 */
export function useTrainingSearch<Kind extends SearchKind>(
  source: DataSource,
  kind: Kind,
  query: SearchQuery<Kind>,
  wanted: object = query,
): TrainingSearchView<SearchReply<Kind>> {
  const key = JSON.stringify([kind, wanted]);
  const [{ of, view }, setState] = useState<{
    readonly of: string;
    readonly view: TrainingSearchView<SearchReply<Kind>>;
  }>({ of: '', view: NOTHING });
  useEffect(() => {
    if (source.search === undefined) return undefined;
    const setView = (next: TrainingSearchView<SearchReply<Kind>>): void => setState({ of: key, view: next });
    const known = found.get(source)?.get(key);
    if (known !== undefined) {
      setView({ ...NOTHING, reply: known as SearchReply<Kind> });
      return undefined;
    }
    const abort = new AbortController();
    setView(SEARCHING);
    const timer = setTimeout(() => {
      source.search!(kind, query, abort.signal).then(
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
  }, [source, key]);
  // What was found for something else is not shown until the effect has run.
  return of === key || source.search === undefined ? view : SEARCHING;
}

function keep(source: DataSource, key: string, reply: unknown): void {
  const replies = found.get(source) ?? new Map<string, unknown>();
  found.set(source, replies);
  replies.set(key, reply);
  if (replies.size > KEPT) replies.delete(replies.keys().next().value!);
}
