import { regularizersOf } from '../config/mode';
import type { RegularizerName } from '../config/regularizers';
import { regularizerOptions } from '../config/resolve';
import type { Config } from '../config/schema';
import { ort } from './ort';
import type { Regularizer } from './regularizer';
import { reverse } from './reverse';
import { weightDecay } from './weightDecay';
import { weissi } from './weissi';

const regularizers: { readonly [Name in RegularizerName]: (config: Config) => Regularizer } = {
  rr: (config) => reverse(regularizerOptions(config, 'rr'), 'full'),
  'rr-local': (config) => reverse(regularizerOptions(config, 'rr-local'), 'local'),
  ort: (config) => ort(regularizerOptions(config, 'ort')),
  weissi: (config) => weissi(regularizerOptions(config, 'weissi')),
};

/** The regularizers that a config's mode names, and weight decay where it is not zero, by the names of their penalties. */
export function regularizersFor(config: Config): Readonly<Record<string, Regularizer>> {
  const { mode, weightDecay: decay } = config.regularization;
  return {
    ...Object.fromEntries(regularizersOf(mode).map((name) => [name, regularizers[name](config)])),
    ...(decay > 0 ? { weightDecay: weightDecay(decay) } : {}),
  };
}
