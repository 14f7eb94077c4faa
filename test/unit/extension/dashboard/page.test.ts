import { describe, expect, it } from 'vitest';
import { safeFileName } from '../../../../src/extension/dashboard/answer';
import { contentSecurityPolicy, pageHtml } from '../../../../src/extension/dashboard/page';
import { runDirectoryOf } from '../../../../src/extension/dashboard/runDirectory';
import { parseToHost } from '../../../../src/messages/dashboardRequests';

const parts = {
  title: 'peak <RR>',
  script: 'https://host/dashboard.js',
  style: 'https://host/dashboard.css',
  cspSource: 'https://host',
  nonce: 'abc123',
  language: 'de',
  data: { runs: ['/runs/a'], texts: {} },
};

describe("the dashboard's page", () => {
  it('allows one script by its nonce, styles from the bundle, and nothing else', () => {
    const policy = contentSecurityPolicy('https://host', 'abc123');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'nonce-abc123'");
    expect(policy).not.toMatch(/unsafe|\*|connect-src|http:/);
    const html = pageHtml(parts);
    expect(html).toContain(`content="${policy}"`);
    expect(html.match(/<script(?! type="application\/json")/g)).toHaveLength(1);
    expect(html).not.toMatch(/ style=| on\w+=/);
  });

  it('cannot be broken out of by a name or a path', () => {
    const run = '/runs/</script><script>alert(1)</script>';
    const html = pageHtml({ ...parts, data: { runs: [run], texts: { a: '<!--' } } });
    expect(html).not.toContain('alert(1)</script>');
    expect(html).toContain('peak &lt;RR>');
    const json = /<script type="application\/json" id="page-data">(.*)<\/script>\n<script nonce/s.exec(
      html,
    )![1]!;
    expect(JSON.parse(json)).toEqual({ runs: [run], texts: { a: '<!--' } });
  });

  it('is laid out from right to left where the language is', () => {
    expect(pageHtml({ ...parts, language: 'ar-eg' })).toContain('lang="ar-eg" dir="rtl"');
    expect(pageHtml(parts)).toContain('lang="de" dir="ltr"');
  });
});

describe('what a page says to the host', () => {
  it('is taken where it has the form of a message, and nothing of it otherwise', () => {
    const tensors = { kind: 'tensors', run: 'a', step: 500, names: ['hidden/kernel'] };
    expect(parseToHost({ type: 'request', id: 1, request: tensors })).toEqual({
      type: 'request',
      id: 1,
      request: tensors,
    });
    expect(parseToHost({ type: 'ready', version: 1 })).toEqual({ type: 'ready', version: 1 });
    for (const wrong of [
      undefined,
      'ready',
      { type: 'ready' },
      { type: 'request', id: 1, request: { ...tensors, step: -1 } },
      { type: 'request', id: 1, request: { ...tensors, step: '../x' } },
      { type: 'request', id: 1, request: { kind: 'action', run: 'a', action: 'deleteRun' } },
      { type: 'request', id: 'x', request: tensors },
    ]) {
      expect(parseToHost(wrong)).toBeUndefined();
    }
  });

  it('saves under a name that stays a name', () => {
    expect(safeFileName('../../run:1 losses?.csv')).toBe('run-1 losses-.csv');
  });
});

describe('the run that a command is called on', () => {
  it('is found in a path, an item of the Runs view and what a page kept', () => {
    expect(runDirectoryOf('/runs/a')).toBe('/runs/a');
    expect(runDirectoryOf({ run: { folder: { directory: '/runs/a' } } })).toBe('/runs/a');
    expect(runDirectoryOf({ directory: '/runs/a', view: {} })).toBe('/runs/a');
    for (const none of [undefined, null, '', {}, 7, { directory: null }])
      expect(runDirectoryOf(none)).toBeUndefined();
  });
});
