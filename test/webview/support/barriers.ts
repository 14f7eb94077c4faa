import type { AxeResults } from 'axe-core';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What axe finds on a page that keeps people out, as rule, element and why.
 *
 * @param rules  axe's names of those to look at; all by default
 */
export async function barriers(page: Page, rules?: readonly string[]): Promise<string[]> {
  // The tests' own tool needs no policy; it is evaluated by the debugger.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (names) =>
      (globalThis as unknown as { axe: { run: (options: unknown) => Promise<AxeResults> } }).axe.run(
        names === undefined ? {} : { runOnly: names },
      ),
    rules,
  );
  return violations
    .filter(({ id, impact }) => impact === 'serious' || impact === 'critical' || id === 'heading-order')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}
