import type { TableColumn } from '../../src/comparison/tableColumn';
import type { LocalizableText } from '../../src/diagnostics/findings/finding';
import { modeName } from '../charts/lines';
import { translated } from '../page/l10n';
import type { ShownRow } from '../../src/comparison/shownTable';

/** A text of the comparison's model in the user's language. */
export function textOf({ text, values }: LocalizableText): string {
  return translated(text, values);
}

/** The title of a column with its layer's name. */
export function columnTitle({ title, layer }: TableColumn): string {
  return layer === undefined ? textOf(title) : `${textOf(title)}, ${layer}`;
}

/** A row's label with its mode as the paper writes it: "RR · seed 0" for "rr · seed 0". */
export function rowLabel({ label, mode }: Pick<ShownRow, 'label' | 'mode'>): string {
  if (mode === undefined) return label;
  const parts = label.split(' · ');
  return parts.map((part) => (part === mode ? modeName(mode) : part)).join(' · ');
}
