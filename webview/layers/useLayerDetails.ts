import { useEffect, useRef, useState } from 'preact/hooks';
import type { InspectorProgress, LayerDetails } from '../../src/messages/layerMessages';
import { Cancelled } from './hostChannel';
import type { LayerStore } from './layerStore';
import { subjectOf } from './layerStore';

/** What the page has of a layer. */
export interface DetailsView {
  /** What came last of this layer, perhaps of another step or an approximation. */
  readonly details: LayerDetails | undefined;
  /** The details are not those that are asked for: others are on their way, or failed to come. */
  readonly isOld: boolean;
  readonly loading: boolean;
  readonly progress: InspectorProgress | undefined;
  readonly error: string | undefined;
  /** The exact numbers were taken back by the user. */
  readonly cancelled: boolean;
  cancel(): void;
  again(): void;
}

interface Kept {
  readonly details?: LayerDetails | undefined;
  /** The request that the details came of, as its key. */
  readonly of?: string;
  readonly subject?: string | undefined;
}

type State = Pick<DetailsView, 'loading' | 'progress' | 'error' | 'cancelled'>;
const IDLE: State = { loading: false, progress: undefined, error: undefined, cancelled: false };

/**
 * The details of the chosen layer. Asking for others takes the request before back, so that a moving cursor never
 * piles up work; what was shown of the same layer stays meanwhile.
 */
export function useLayerDetails(store: LayerStore, count: number, gramSize: number): DetailsView {
  const opened = store.opened.value;
  const layer = store.layer.value;
  const by = store.order.value;
  // Data that were brought in change what is known of a layer; others may have the same name.
  const data = store.status.value.data?.number ?? '';
  const [kept, setKept] = useState<Kept>({});
  const [state, setState] = useState<State>(IDLE);
  const [round, setRound] = useState(0);
  const abort = useRef<AbortController | undefined>(undefined);
  const inspection = opened?.inspection;
  const name = layer?.unreadable === undefined ? layer?.name : undefined;
  const key = `${inspection} ${name} ${by} ${data} ${round}`;
  const subject = subjectOf(opened);
  useEffect(() => {
    if (inspection === undefined || name === undefined) {
      setState(IDLE);
      return undefined;
    }
    const controller = new AbortController();
    abort.current = controller;
    // What is done about an answer that nobody waits for any more.
    const current =
      <T extends unknown[]>(then: (...values: T) => void) =>
      (...values: T) => {
        if (!controller.signal.aborted || abort.current === controller) then(...values);
      };
    setState({ ...IDLE, loading: true });
    const keep = current((details: LayerDetails) => setKept({ details, of: key, subject }));
    store.channel
      .ask(
        'details',
        { inspection, layer: name, count, by, gramSize },
        {
          signal: controller.signal,
          onPartial: keep,
          onProgress: current((progress) => setState((old) => ({ ...old, progress }))),
        },
      )
      .then(
        (details) => {
          keep(details);
          current(() => setState(IDLE))();
        },
        current((error: Error) =>
          setState(
            error instanceof Cancelled ? { ...IDLE, cancelled: true } : { ...IDLE, error: error.message },
          ),
        ),
      );
    return () => {
      abort.current = undefined;
      controller.abort();
    };
  }, [key, count, gramSize]);
  const isSame = kept.subject === subject && kept.details?.layer.name === layer?.name;
  const details = isSame ? kept.details : undefined;
  return {
    ...state,
    details,
    isOld: details !== undefined && kept.of !== key,
    cancel: () => abort.current?.abort(),
    again: () => setRound((number) => number + 1),
  };
}
