import type {
  ComparedRunUpdate,
  ComparisonState,
  CourseBlock,
  FromComparison,
  ToComparison,
} from '../../src/messages/compareMessages';
import type { HeaderReply, RunStretch } from '../../src/messages/dashboardMessages';
import type { HostApi } from '../page/hostSource';
import { HostSource } from '../page/hostSource';
import type { DataSource, SourceListener, Tensor } from '../store/dataSource';

/** What the page of a comparison is told beside what every page is. */
export interface CompareListener {
  /**
   * Called after the runs themselves have been brought up to date.
   *
   * @param whole  these are all runs, with all that is known of them
   */
  runs(updates: readonly ComparedRunUpdate[], whole: boolean): void;
  state(state: ComparisonState): void;
  courses(blocks: readonly CourseBlock[]): void;
}

/** Where the page of a comparison has its data from: the extension host, or the page itself in a report. */
export interface ComparisonData extends DataSource {
  listen(listener: CompareListener): void;
  tell(message: FromComparison): void;
  /**
   * What was logged of columns on stretches of the runs' steps; absent where all there is was told.
   *
   * @param whole  every value, however many they are
   * @throws where no answer comes
   */
  courses?(
    columns: readonly string[],
    stretches: readonly RunStretch[],
    whole?: boolean,
  ): Promise<readonly CourseBlock[]>;
  /** Whether what is told has an effect: files can be opened, the comparison can be kept. */
  readonly hasHost: boolean;
}

/** The extension host as the source. */
export class CompareSource implements ComparisonData {
  readonly hasHost = true;
  private readonly host: HostSource;
  private listener: CompareListener | undefined;

  constructor(private readonly api: HostApi) {
    this.host = new HostSource(api);
  }

  listen(listener: CompareListener): void {
    this.listener = listener;
  }

  connect(listener: SourceListener): void {
    window.addEventListener('message', ({ data }: MessageEvent) => {
      if (isToComparison(data)) this.receive(data);
    });
    this.host.connect({
      ...listener,
      update: (runs, whole) => {
        listener.update(runs, whole);
        this.listener?.runs(runs, whole);
      },
      capabilities: (capabilities) => listener.capabilities(capabilities),
    });
  }

  tell(message: FromComparison): void {
    this.api.postMessage(message);
  }

  tensors(run: string, step: number, names: readonly string[]): Promise<Readonly<Record<string, Tensor>>> {
    return this.host.tensors(run, step, names);
  }

  header(run: string, step: number): Promise<HeaderReply> {
    return this.host.header(run, step);
  }

  courses(
    columns: readonly string[],
    stretches: readonly RunStretch[],
    whole?: boolean,
  ): Promise<readonly CourseBlock[]> {
    return this.host.courses(columns, stretches, whole);
  }

  act(): Promise<void> {
    return Promise.reject(new Error('A comparison changes no run.'));
  }

  save(name: string, content: string | Uint8Array): Promise<void> {
    return this.host.save(name, content);
  }

  private receive(message: ToComparison): void {
    if (message.type === 'comparison') this.listener?.state(message.state);
    else this.listener?.courses(message.blocks);
  }
}

/** VS Code passes on what the host posts, but other frames can post too. */
function isToComparison(data: unknown): data is ToComparison {
  if (typeof data !== 'object' || data === null || !('type' in data)) return false;
  return data.type === 'comparison' || data.type === 'courses';
}
