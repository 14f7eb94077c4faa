import type { Spread } from '../../../src/comparison/spread';
import { SPREADS } from '../../../src/comparison/spread';
import { t } from '../../page/l10n';
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
