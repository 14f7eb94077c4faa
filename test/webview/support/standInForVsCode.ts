import type { ThemeFixture } from './themes';

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
