import type {
  Capabilities,
  HeaderReply,
  RunAction,
  RunUpdate,
  ShownDirection,
} from '../../src/messages/dashboardMessages';
import type { SearchKind, SearchQuery, SearchReply } from '../../src/messages/sampleMessages';

/** A tensor on the page: float32, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Where a page has its data from: the extension host, or the page itself in a report. The page's parts know this
 * interface only.
 */
export interface DataSource {
  /** Calls the listener with everything there is, soon, and then with every change. */
  connect(listener: SourceListener): void;
  /**
   * Tensors of a run's snapshot, those of the names that it has.
   *
   * @throws where the snapshot is gone or damaged, or no answer comes
   */
  tensors(run: string, step: number, names: readonly string[]): Promise<Readonly<Record<string, Tensor>>>;
  /** Names and shapes of a snapshot's tensors, and its metadata. Errors as in tensors. */
  header(run: string, step: number): Promise<HeaderReply>;
  /**
   * Goes through all of the training data: what lies along a singular vector, the data's own principal directions. Absent
   * where there are no data, as in a report.
   *
   * @param signal  ends the search
   * @throws where the data cannot be read, or another search of that kind came after this one
   */
  search?<Kind extends SearchKind>(
    kind: Kind,
    query: SearchQuery<Kind>,
    signal: AbortSignal,
  ): Promise<SearchReply<Kind>>;
  /** Does something with a run; only where the capabilities say so. */
  act(run: string, action: RunAction): Promise<void>;
  /** Shows what the documentation says of a rule for findings; absent where there is no documentation to show. */
  showDocs?(rule: string): Promise<void>;
  /** Saves a file where the user wants it. */
  save(name: string, content: string | Uint8Array): Promise<void>;
}

export interface SourceListener {
  /** What is not named in a whole update is gone. */
  update(runs: readonly RunUpdate[], whole: boolean): void;
  capabilities(capabilities: Capabilities): void;
  /** Somebody else asks for a direction to be shown large. */
  show?(direction: ShownDirection): void;
}
