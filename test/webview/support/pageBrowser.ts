import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { CHROMIUM_SWITCHES, ensureChromium } from '../../../build/chromium.mjs';
import type { PageData } from '../../../src/extension/dashboard/page';
import { pageHtml } from '../../../src/extension/dashboard/page';
import { PageServer } from './server';
import { standInForVsCode } from './standInForVsCode';
import type { ThemeName } from './themes';
import { THEMES } from './themes';
import { pack } from './wire';

/** Longer than any pause after which a page does something: draws, asks, or tells where its cursor is. */
const REST_MS = 600;

/** Which built page, and what VS Code would give it. */
export interface PageSource {
  /** Name of its script and its stylesheet. */
  readonly bundle: string;
  readonly theme: ThemeName;
  readonly language?: string | undefined;
  readonly data: PageData;
}

/** A browser that shows built pages with the shipped Content Security Policy. */
export class PageBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly server: PageServer,
  ) {}

  static async start(): Promise<PageBrowser> {
    const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_SWITCHES });
    return new PageBrowser(browser, await PageServer.start());
  }

  /**
   * Makes a page in a window of its own, and then loads it.
   *
   * @param make  what a test drives it by
   */
  async open<T extends OpenedPage>(
    { bundle, theme, language = 'en', data }: PageSource,
    window: BrowserContextOptions,
    make: (context: BrowserContext, page: Page) => T,
  ): Promise<T> {
    const context = await this.browser.newContext(window);
    const { origin } = this.server;
    const html = pageHtml({
      title: bundle,
      script: `${origin}/${bundle}.js`,
      style: `${origin}/${bundle}.css`,
      cspSource: origin,
      nonce: randomBytes(16).toString('base64url'),
      language,
      data,
    });
    const opened = make(context, await context.newPage());
    await opened.load(this.server.add(`page-${randomBytes(4).toString('hex')}`, html), theme);
    return opened;
  }

  /** A page without anything in it. */
  blankPage(): Promise<Page> {
    return this.browser.newPage();
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }
}

/** A page in the browser, with what went wrong in it. */
export abstract class OpenedPage {
  /** Console errors, exceptions and violations of the Content Security Policy. */
  readonly problems: string[] = [];

  constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
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

  /** As VS Code does when the user picks another colour theme. */
  async setTheme(name: ThemeName): Promise<void> {
    await this.page.evaluate(
      (theme) => (globalThis as unknown as { dress: (t: unknown) => void }).dress(theme),
      THEMES[name],
    );
  }

  /**
   * Waits until the page has done what it does some moments after a change, and has drawn it. Its own clock says so: on a
   * busy machine all of it comes later, and this too.
   */
  async rest(): Promise<void> {
    await this.page.evaluate(
      (ms) =>
        new Promise<void>((resolve) => {
          const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
          setTimeout(drawn, ms);
        }),
      REST_MS,
    );
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  /** Takes what the page says. */
  protected abstract receive(message: unknown): Promise<void>;

  /** Tells the page something as its host does. */
  protected async post(message: unknown): Promise<void> {
    await this.page.evaluate(
      (packed) => (globalThis as unknown as { receive: (m: unknown) => void }).receive(packed),
      pack(message),
    );
  }

  /** Answers a question of the page; what fails, it is told. */
  protected async reply(id: number, answer: () => unknown): Promise<void> {
    try {
      const value = await answer();
      await this.post({ type: 'reply', id, ok: true, value: value ?? null });
    } catch (error) {
      await this.post({ type: 'reply', id, ok: false, message: (error as Error).message });
    }
  }
}
