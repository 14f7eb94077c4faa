import type { Config } from '../../config/schema';
import { configValueText } from '../../comparison/flatConfig';

/** A key of a config that a grid can give values to. */
export interface KeyOffer {
  /** From the top of the config, with dots; list items by their index. */
  readonly key: string;
  readonly value: number | string | boolean;
  /** The value as it is shown, and as it would be typed. */
  readonly text: string;
}

/** What has commands of its own, or is no choice of a training. */
const LEFT_OUT = ['$schema', 'regularization.mode', 'training.seed'];
/** Most often asked for. */
const FIRST = ['regularization', 'training'];

/** The numbers, texts and switches of a config with its defaults, those of regularization and training first. */
export function gridKeys(config: Config): KeyOffer[] {
  const offers: KeyOffer[] = [];
  const visit = (value: unknown, key: string): void => {
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
      if (!LEFT_OUT.includes(key)) offers.push({ key, value, text: configValueText(value) });
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, part] of Object.entries(value)) visit(part, key === '' ? name : `${key}.${name}`);
    }
  };
  visit(config, '');
  const rank = ({ key }: KeyOffer) => (FIRST.includes(key.split('.')[0]!) ? 0 : 1);
  return offers.sort((a, b) => rank(a) - rank(b));
}

/** Values to begin with: of a number a tenth, itself and ten times that; of anything else itself. */
export function valuesToBeginWith({ value, text }: KeyOffer): string {
  if (typeof value === 'boolean') return 'true, false';
  if (typeof value !== 'number' || value === 0) return text;
  const digits = (each: number) => configValueText(Number(each.toPrecision(12)));
  if (Number.isInteger(value)) return [value, 2 * value].map(digits).join(', ');
  return [value / 10, value, value * 10].map(digits).join(', ');
}
