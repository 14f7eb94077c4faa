import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { CHROMIUM_SWITCHES, ensureChromium } from '../../../build/chromium.mjs';
import { pageHtml } from '../../../src/extension/dashboard/page';
import type { HostRequest, ToHost, ToView } from '../../../src/messages/dashboardMessages';
import { parseToHost } from '../../../src/messages/dashboardRequests';
import { PageServer } from './server';
import type { ThemeFixture, ThemeName } from './themes';
import { THEMES } from './themes';
import { pack } from './wire';

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

/** A browser that shows built dashboards with the shipped Content Security Policy. */
export class DashboardBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly server: PageServer,
  ) {}

  static async start(): Promise<DashboardBrowser> {
    const browser = await chromium.launch({
      executablePath: ensureChromium(),
      args: CHROMIUM_SWITCHES,
    });
    return new DashboardBrowser(browser, await PageServer.start());
  }

  async open(host: FakeHost, options: OpenOptions = {}): Promise<DashboardPage> {
    const context = await this.browser.newContext({
      viewport: { width: options.width ?? 1200, height: options.height ?? 900 },
      reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
    });
    const bundle = host.bundle ?? 'dashboard';
    const html = pageHtml({
      title: bundle,
      script: `${this.server.origin}/${bundle}.js`,
      style: `${this.server.origin}/${bundle}.css`,
      cspSource: this.server.origin,
      nonce: randomBytes(16).toString('base64url'),
      language: options.language ?? 'en',
      data: { runs: [host.run], texts: options.texts ?? {} },
    });
    const name = `page-${randomBytes(4).toString('hex')}`;
    const page = new DashboardPage(context, await context.newPage(), host);
    await page.load(this.server.add(name, html), THEMES[options.theme ?? 'dark']);
    return page;
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

/** A dashboard in the browser, with what it has said and what went wrong in it. */
export class DashboardPage {
  /** Console errors, exceptions and violations of the Content Security Policy. */
  readonly problems: string[] = [];
  readonly received: ToHost[] = [];
  /** Messages that the page was sent, but replies. */
  sent = 0;

  constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    private readonly host: FakeHost,
  ) {}

  async load(address: string, theme: ThemeFixture): Promise<void> {
    const { page } = this;
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(error.message));
    await page.exposeFunction('tellHost', (message: unknown) => this.receive(message));
    await page.exposeFunction('tellProblem', (problem: string) => this.problems.push(problem));
    await page.addInitScript(standInForVsCode, theme);
    await page.goto(address);
  }

  async send(message: ToView): Promise<void> {
    if (message.type !== 'reply') this.sent++;
    await this.page.evaluate(
      (packed) => (globalThis as unknown as { receive: (m: unknown) => void }).receive(packed),
      pack(message),
    );
  }

  /** As VS Code does when the user picks another colour theme. */
  async setTheme(name: ThemeName): Promise<void> {
    await this.page.evaluate(
      (theme) => (globalThis as unknown as { dress: (t: unknown) => void }).dress(theme),
      THEMES[name],
    );
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

  async close(): Promise<void> {
    await this.context.close();
  }

  private async receive(message: unknown): Promise<void> {
    if (this.host.hear?.(message, this) === true) return;
    const parsed = parseToHost(message);
    if (parsed === undefined) throw new Error(`not a message: ${JSON.stringify(message)}`);
    this.received.push(parsed);
    if (parsed.type === 'ready') {
      await this.host.onReady(this);
      return;
    }
    // Where its cursor stands is told to other views.
    if (parsed.type === 'cursor') return;
    const { id } = parsed;
    try {
      const value = await this.host.answer(parsed.request);
      await this.send({ type: 'reply', id, ok: true, value: value ?? null });
    } catch (error) {
      await this.send({ type: 'reply', id, ok: false, message: (error as Error).message });
    }
  }
}

/** Runs in the page before its own script: what VS Code puts into a webview. */
export function standInForVsCode(theme: ThemeFixture): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const tell = (name: string, value: unknown): void => void (scope[name] as (v: unknown) => unknown)(value);
  document.addEventListener('securitypolicyviolation', (event) =>
    tell('tellProblem', `violates the policy: ${event.violatedDirective} ${event.blockedURI}`),
  );
  const unpack = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(unpack);
    if (typeof value !== 'object' || value === null) return value;
    if ('$bytes' in value) {
      const { buffer } = Uint8Array.from(atob(value.$bytes as string), (each) => each.charCodeAt(0));
      if (!('$type' in value)) return buffer;
      return new (scope[value.$type as string] as typeof Float32Array)(buffer);
    }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unpack(each)]));
  };
  scope.receive = (packed: unknown) => {
    window.dispatchEvent(new MessageEvent('message', { data: unpack(packed) }));
  };
  scope.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => tell('tellHost', message),
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown,
    setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
  });
  const dress = ({ kind, variables }: ThemeFixture): void => {
    const root = document.documentElement;
    root.removeAttribute('style');
    for (const [name, value] of Object.entries(variables)) root.style.setProperty(`--vscode-${name}`, value);
    document.body.className = kind;
  };
  scope.dress = dress;
  // What painting the charts costs: how often, and how many lines in all.
  const cost = { paints: 0, segments: 0 };
  scope.cost = cost;
  const canvas = CanvasRenderingContext2D.prototype;
  const { clip, lineTo } = canvas;
  canvas.clip = function (this: CanvasRenderingContext2D, ...rest: unknown[]): void {
    if (this.canvas.closest('.chart') !== null) cost.paints++;
    (clip as (...all: unknown[]) => void).apply(this, rest);
  };
  canvas.lineTo = function (this: CanvasRenderingContext2D, x: number, y: number): void {
    if (this.canvas.closest('.chart') !== null) cost.segments++;
    lineTo.call(this, x, y);
  };
  const observer = new MutationObserver(() => {
    if (document.body === null) return;
    observer.disconnect();
    dress(theme);
  });
  observer.observe(document, { childList: true, subtree: true });
}
