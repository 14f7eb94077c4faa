import type { BrowserContext, Page } from 'playwright-core';
import type { LayerRequest, ToLayerHost, ToLayerPage } from '../../../src/messages/layerMessages';
import { parseToLayerHost } from '../../../src/messages/layerRequests';
import { OpenedPage, PageBrowser } from './pageBrowser';
import type { ThemeName } from './themes';

/** A host of pages of layers as a test plays it. */
export interface FakeLayerHost {
  onReady(page: LayerPageInBrowser): Promise<void> | void;
  /** What a request is answered with; what it throws, the page is told. */
  answer(request: LayerRequest, page: LayerPageInBrowser, id: number): unknown;
}

export interface LayerPageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
}

/** A browser that shows the built pages of layers. */
export class LayerBrowser {
  private constructor(private readonly browser: PageBrowser) {}

  static async start(): Promise<LayerBrowser> {
    return new LayerBrowser(await PageBrowser.start());
  }

  open(
    bundle: 'layers' | 'checkpoint',
    host: FakeLayerHost,
    { theme = 'dark', width = 300, height = 900 }: LayerPageOptions = {},
  ): Promise<LayerPageInBrowser> {
    return this.browser.open(
      { bundle, theme, data: { runs: [], texts: {} } },
      { viewport: { width, height } },
      (context, page) => new LayerPageInBrowser(context, page, host),
    );
  }

  stop(): Promise<void> {
    return this.browser.stop();
  }
}

/** A page of layers in the browser, with what it has said. */
export class LayerPageInBrowser extends OpenedPage {
  readonly received: ToLayerHost[] = [];

  constructor(
    context: BrowserContext,
    page: Page,
    private readonly host: FakeLayerHost,
  ) {
    super(context, page);
  }

  async send(...messages: readonly ToLayerPage[]): Promise<void> {
    for (const message of messages) await this.post(message);
  }

  /** What the page said of a kind, in its order. */
  said<T extends ToLayerHost['type']>(type: T): Extract<ToLayerHost, { type: T }>[] {
    return this.received.filter(
      (message): message is Extract<ToLayerHost, { type: T }> => message.type === type,
    );
  }

  protected async receive(message: unknown): Promise<void> {
    const parsed = parseToLayerHost(message);
    if (parsed === undefined) throw new Error(`not a message: ${JSON.stringify(message)}`);
    this.received.push(parsed);
    if (parsed.type === 'ready') await this.host.onReady(this);
    if (parsed.type !== 'request') return;
    const { id, request } = parsed;
    await this.reply(id, () => this.host.answer(request, this, id));
  }
}
