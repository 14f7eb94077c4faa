import type { Spread } from '../../../src/comparison/spread';
import { SPREADS } from '../../../src/comparison/spread';
import { t } from '../../page/l10n';
import type { ChartLine, LineBand } from '../../charts/lines';
import type { CompareStore, Setting } from '../compareStore';

/** What the areas around means over seeds span; the comparison's file keeps it. */
export function bandSetting(store: CompareStore): Setting<Spread> {
  return store.layout<Spread>('band', 'range', (value) => SPREADS.includes(value as Spread));
}

/** What lines and areas are, in words. */
export function bandText(spread: Spread): string {
  switch (spread) {
    case 'range':
      return t(
        'Lines are means over the seeds of a group, the areas around them reach from the lowest to the highest.',
      );
    case 'sd':
      return t(
        'Lines are means over the seeds of a group, the areas around them reach one standard deviation to either side.',
      );
    case 'interval':
      return t(
        'Lines are means over the seeds of a group, the areas around them are the means’ 95 % confidence intervals by Student’s t.',
      );
  }
}

/** What the edges of the areas are, as a table names them beside a mean. */
export function edgeNames(spread: Spread): LineBand['edges'] {
  switch (spread) {
    case 'range':
      return [t('min'), t('max')];
    case 'sd':
      return [t('mean - sd'), t('mean + sd')];
    case 'interval':
      return [t('95 % low'), t('95 % high')];
  }
}

/** The same of a picture, with the number of seeds; nothing where there are no areas. */
export function bandNotes(lines: readonly ChartLine[], spread: Spread): string[] {
  const seeds = lines.flatMap(({ label, band }) =>
    band === undefined ? [] : [{ label, count: largest(band.n) }],
  );
  if (seeds.length === 0) return [];
  const counts = new Set(seeds.map(({ count }) => count));
  const means =
    counts.size === 1
      ? t('means of {0} seeds', [...counts][0]!)
      : t('means over seeds: {0}', seeds.map(({ label, count }) => `${label} ${count}`).join(', '));
  return [means, areaText(spread)];
}

function largest(counts: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < counts.length; i++) most = Math.max(most, counts[i]!);
  return most;
}

function areaText(spread: Spread): string {
  switch (spread) {
    case 'range':
      return t('areas from the lowest to the highest');
    case 'sd':
      return t('areas one standard deviation to either side');
    case 'interval':
      return t('areas are 95 % confidence intervals of the means (Student’s t)');
  }
}
