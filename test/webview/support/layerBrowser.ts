import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { CHROMIUM_SWITCHES, ensureChromium } from '../../../build/chromium.mjs';
import { pageHtml } from '../../../src/extension/dashboard/page';
import type { LayerRequest, ToLayerHost, ToLayerPage } from '../../../src/messages/layerMessages';
import { parseToLayerHost } from '../../../src/messages/layerRequests';
import { standInForVsCode } from './dashboardPage';
import { PageServer } from './server';
import type { ThemeName } from './themes';
import { THEMES } from './themes';
import { pack } from './wire';

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

/** A browser that shows the built pages of layers with the shipped Content Security Policy. */
export class LayerBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly server: PageServer,
  ) {}

  static async start(): Promise<LayerBrowser> {
    const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_SWITCHES });
    return new LayerBrowser(browser, await PageServer.start());
  }

  async open(
    name: 'layers' | 'checkpoint',
    host: FakeLayerHost,
    { theme = 'dark', width = 300, height = 900 }: LayerPageOptions = {},
  ): Promise<LayerPageInBrowser> {
    const context = await this.browser.newContext({ viewport: { width, height } });
    const { origin } = this.server;
    const html = pageHtml({
      title: name,
      script: `${origin}/${name}.js`,
      style: `${origin}/${name}.css`,
      cspSource: origin,
      nonce: randomBytes(16).toString('base64url'),
      language: 'en',
      data: { runs: [], texts: {} },
    });
    const page = new LayerPageInBrowser(context, await context.newPage(), host);
    await page.load(this.server.add(`page-${randomBytes(4).toString('hex')}`, html), theme);
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }
}

/** A page of layers in the browser, with what it has said and what went wrong in it. */
export class LayerPageInBrowser {
  /** Console errors, exceptions and violations of the Content Security Policy. */
  readonly problems: string[] = [];
  readonly received: ToLayerHost[] = [];

  constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    private readonly host: FakeLayerHost,
  ) {}

  async load(address: string, theme: ThemeName): Promise<void> {
    const { page } = this;
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(error.message));
    await page.exposeFunction('tellHost', (message: unknown) => this.receive(message));
    await page.exposeFunction('tellProblem', (problem: string) => this.problems.push(problem));
    await page.addInitScript(standInForVsCode, THEMES[theme]);
    await page.goto(address);
  }

  async send(...messages: readonly ToLayerPage[]): Promise<void> {
    for (const message of messages) {
      await this.page.evaluate(
        (packed) => (globalThis as unknown as { receive: (m: unknown) => void }).receive(packed),
        pack(message),
      );
    }
  }

  /** As VS Code does when the user picks another colour theme. */
  async setTheme(name: ThemeName): Promise<void> {
    await this.page.evaluate(
      (theme) => (globalThis as unknown as { dress: (t: unknown) => void }).dress(theme),
      THEMES[name],
    );
  }

  /** What the page said of a kind, in its order. */
  said<T extends ToLayerHost['type']>(type: T): Extract<ToLayerHost, { type: T }>[] {
    return this.received.filter(
      (message): message is Extract<ToLayerHost, { type: T }> => message.type === type,
    );
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  private async receive(message: unknown): Promise<void> {
    const parsed = parseToLayerHost(message);
    if (parsed === undefined) throw new Error(`not a message: ${JSON.stringify(message)}`);
    this.received.push(parsed);
    if (parsed.type === 'ready') await this.host.onReady(this);
    if (parsed.type !== 'request') return;
    const { id, request } = parsed;
    try {
      const value = await this.host.answer(request, this, id);
      await this.send({ type: 'reply', id, ok: true, value: value ?? null });
    } catch (error) {
      await this.send({ type: 'reply', id, ok: false, message: (error as Error).message });
    }
  }
}
