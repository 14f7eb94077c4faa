import type { BrowserContext, Page } from 'playwright-core';
import type { HostRequest, ToHost, ToView } from '../../../src/messages/dashboardMessages';
import { parseToHost } from '../../../src/messages/dashboardRequests';
import { OpenedPage, PageBrowser } from './pageBrowser';
import type { ThemeName } from './themes';

/** A host as a test plays it. */
export interface FakeHost {
  /** Directory of the run that the page is of. */
  readonly run: string;
  /** Of the page's script and stylesheet; those of the dashboard by default. */
  readonly bundle?: string;
  /** Takes messages that dashboards do not send; false for all others. */
  hear?(message: unknown, page: DashboardPage): boolean;
  /** Called when the page is ready, each time it is loaded. */
  onReady(page: DashboardPage): Promise<void> | void;
  /** What a request is answered with; what it throws, the page is told. */
  answer(request: HostRequest): unknown;
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  readonly language?: string;
  readonly texts?: Readonly<Record<string, string>>;
}

/** A browser that shows built dashboards. */
export class DashboardBrowser {
  private constructor(private readonly browser: PageBrowser) {}

  static async start(): Promise<DashboardBrowser> {
    return new DashboardBrowser(await PageBrowser.start());
  }

  open(host: FakeHost, options: OpenOptions = {}): Promise<DashboardPage> {
    const {
      theme = 'dark',
      width = 1200,
      height = 900,
      reducedMotion = false,
      language,
      texts = {},
    } = options;
    const { bundle = 'dashboard', run } = host;
    return this.browser.open(
      { bundle, theme, language, data: { runs: [run], texts } },
      { viewport: { width, height }, reducedMotion: reducedMotion ? 'reduce' : 'no-preference' },
      (context, page) => new DashboardPage(context, page, host),
    );
  }

  /** A page without anything in it. */
  blankPage(): Promise<Page> {
    return this.browser.blankPage();
  }

  stop(): Promise<void> {
    return this.browser.stop();
  }
}

/** A dashboard in the browser, with what it has said. */
export class DashboardPage extends OpenedPage {
  readonly received: ToHost[] = [];
  /** Messages that the page was sent, but replies. */
  sent = 0;
  private unanswered = 0;

  constructor(
    context: BrowserContext,
    page: Page,
    private readonly host: FakeHost,
  ) {
    super(context, page);
  }

  async send(message: ToView): Promise<void> {
    if (message.type !== 'reply') this.sent++;
    await this.post(message);
  }

  /** What painting the charts has cost since the last call. */
  cost(): Promise<{ readonly paints: number; readonly segments: number }> {
    return this.page.evaluate(() => {
      const { cost } = globalThis as unknown as { cost: { paints: number; segments: number } };
      const taken = { ...cost };
      cost.paints = 0;
      cost.segments = 0;
      return taken;
    });
  }

  requests<K extends HostRequest['kind']>(kind: K): Extract<HostRequest, { kind: K }>[] {
    return this.received
      .filter((message) => message.type === 'request')
      .map(({ request }) => request)
      .filter((request): request is Extract<HostRequest, { kind: K }> => request.kind === kind);
  }

  /** Waits until the page has its answers, shows what they say, and asks no more. */
  async settled(): Promise<void> {
    let before: number;
    do {
      before = this.received.length;
      await this.rest();
    } while (this.unanswered > 0 || this.received.length > before);
  }

  protected async receive(message: unknown): Promise<void> {
    if (this.host.hear?.(message, this) === true) return;
    const parsed = parseToHost(message);
    if (parsed === undefined) throw new Error(`not a message: ${JSON.stringify(message)}`);
    this.received.push(parsed);
    if (parsed.type === 'ready') await this.host.onReady(this);
    // Where its cursor stands is told to other views.
    if (parsed.type !== 'request') return;
    this.unanswered++;
    await this.reply(parsed.id, () => this.host.answer(parsed.request));
    this.unanswered--;
  }
}
