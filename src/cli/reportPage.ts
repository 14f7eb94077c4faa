import { createHash } from 'node:crypto';
import type { ComparisonReport } from '../messages/compareMessages';
import { htmlPage } from '../messages/htmlPage';
import type { ReportData } from '../messages/reportData';

/** What a report's page is made from. */
export interface ReportParts {
  readonly title: string;
  /** The page's bundle. */
  readonly script: string;
  readonly style: string;
  readonly data: ReportData | ComparisonReport;
}

/**
 * A page that is one file and loads nothing: its script and its style stand in it, and only they may run, by their
 * hashes. The data are a block of JSON, which is never run.
 */
export function reportHtml({ title, script, style, data }: ReportParts): string {
  const code = inScript(script);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(code)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src blob: data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return htmlPage({
    ...{ title, language: 'en', policy },
    style: `<style>${style}</style>`,
    script: `<script>${code}</script>`,
    data: { id: 'report-data', value: data },
  });
}

/** Code without what would end a script element; a backslash before "/" and "!" changes no string and no pattern. */
function inScript(script: string): string {
  return script.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
