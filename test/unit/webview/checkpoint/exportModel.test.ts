import { expect, it } from 'vitest';
import type { ModelRow } from '../../../../webview/checkpoint/modelColumns';
import { modelCsv } from '../../../../webview/checkpoint/exportModel';

it('A file’s names do nothing in a spreadsheet, and its numbers stay numbers', () => {
  const row = (name: string): ModelRow => ({
    layer: {
      name,
      tensor: `${name}/kernel`,
      shape: [2, 3],
      kind: 'dense',
      rows: 2,
      columns: 3,
      layout: '[in, out]',
      parameters: 6,
      dtype: 'f32',
    },
    row: {
      layer: name,
      metrics: { logNorm: -1.5 },
      state: { level: 'good', reason: { text: '-1+1, "fine"', values: [] } },
    },
  });
  const names = ['=HYPERLINK("x")', '+1', '-1+cmd', '@SUM(A1)', 'plain'];
  const lines = modelCsv(names.map(row)).trim().split('\n').slice(1);
  const rest = `dense,2x3,f32,6,good,"'-1+1, ""fine""",-1.5`;
  expect(lines).toEqual([
    `"'=HYPERLINK(""x"")","'=HYPERLINK(""x"")/kernel",${rest}`,
    `'+1,'+1/kernel,${rest}`,
    `'-1+cmd,'-1+cmd/kernel,${rest}`,
    `'@SUM(A1),'@SUM(A1)/kernel,${rest}`,
    `plain,plain/kernel,${rest}`,
  ]);
});
