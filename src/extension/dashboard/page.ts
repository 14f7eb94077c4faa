import { escapeHtml } from '../../messages/escapeHtml';
import { htmlPage } from '../../messages/htmlPage';

/** What a page's HTML is made from. */
export interface PageParts {
  readonly title: string;
  /** Addresses that the webview may load, and where they come from. */
  readonly script: string;
  readonly style: string;
  readonly cspSource: string;
  /** Random, for this page alone. */
  readonly nonce: string;
  /** VS Code's language, such as "de". */
  readonly language: string;
  /** What the page is to know before its first message: plain JSON. */
  readonly data: PageData;
}

export interface PageData {
  /** Keys of the runs that it shows. */
  readonly runs: readonly string[];
  /** The page's texts in the user's language, by their English. */
  readonly texts: Readonly<Record<string, string>>;
}

/** A page with one script and one stylesheet; nothing else may be loaded or run in it. */
export function pageHtml({ title, script, style, cspSource, nonce, language, data }: PageParts): string {
  return htmlPage({
    ...{ title, language, policy: contentSecurityPolicy(cspSource, nonce) },
    style: `<link rel="stylesheet" href="${escapeHtml(style)}">`,
    script: `<script nonce="${nonce}" src="${escapeHtml(script)}"></script>`,
    data: { id: 'page-data', value: data },
  });
}

/** Pictures are drawn into canvases; blob: is for those that are exported. */
export function contentSecurityPolicy(cspSource: string, nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    'img-src blob: data:',
  ].join('; ');
}
