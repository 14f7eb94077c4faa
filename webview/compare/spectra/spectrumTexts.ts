import type { ChartLine } from '../../charts/lines';
import { csvOf } from '../../figures/csv';
import { t } from '../../page/l10n';
import { formatCount } from '../../page/numbers';

/** The snapshot of each run, by the keys of the runs, which are those of their lines. */
export type StepsOfRuns = ReadonlyMap<string, number | undefined>;

/** At which steps the numbers were measured: "step 500", or where the runs differ "steps: RR 500, Std 1,000". */
export function stepNote(lines: readonly ChartLine[], steps: StepsOfRuns): string {
  const texts = lines.map(({ key }) => formatCount(steps.get(key) ?? NaN));
  if (new Set(texts).size === 1) return t('step {0}', texts[0]!);
  return t('steps: {0}', lines.map(({ label }, i) => `${label} ${texts[i]!}`).join(', '));
}

/**
 * A row for each point: the line with its layer and step, its place and its value.
 *
 * @param names  of the places and the values
 */
export function spectrumCsv(
  lines: readonly ChartLine[],
  steps: StepsOfRuns,
  layer: string,
  names: readonly [place: string, value: string],
): string {
  const rows = lines.flatMap(({ key, label, x, y }) =>
    Array.from(x, (place, i) => {
      const value = y[i]!;
      return [label, layer, steps.get(key) ?? '', place, Number.isFinite(value) ? value : 'inf'];
    }),
  );
  return csvOf([['run', 'layer', 'step', ...names], ...rows]);
}
