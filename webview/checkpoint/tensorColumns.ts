import type { TensorRow } from '../../src/messages/layerMessages';
import { t, translated } from '../page/l10n';
import { formatCount } from '../page/numbers';
import type { Column } from './DataTable';
import { byteText } from './byteText';
import { nameWidth } from './modelColumns';

/** The columns of the list of tensors: what lies in the files, and where. */
export function tensorColumns(tensors: readonly TensorRow[]): Column<TensorRow>[] {
  const files = new Set(tensors.map(({ file }) => file));
  const hasNotes = tensors.some((tensor) => noteOf(tensor) !== '');
  return [
    {
      key: 'name',
      label: t('tensor'),
      width: nameWidth(tensors.map(({ name }) => name)),
      cell: ({ name }) => name,
      value: ({ name }) => name,
    },
    {
      key: 'shape',
      label: t('shape'),
      width: 140,
      cell: ({ shape }) => (shape.length === 0 ? t('one value') : shape.join(' × ')),
      value: ({ shape }) => shape.reduce((product, size) => product * size, 1),
    },
    {
      key: 'dtype',
      label: t('type'),
      width: 88,
      cell: ({ dtype }) => dtype,
      value: ({ dtype }) => dtype,
    },
    {
      key: 'bytes',
      label: t('size'),
      width: 88,
      isNumber: true,
      cell: ({ byteLength }) => byteText(byteLength),
      value: ({ byteLength }) => byteLength,
    },
    {
      key: 'offset',
      label: t('offset'),
      width: 128,
      isNumber: true,
      cell: ({ byteOffset }) => (byteOffset === undefined ? '–' : formatCount(byteOffset)),
      value: ({ byteOffset }) => byteOffset,
    },
    ...(files.size > 1
      ? [
          {
            key: 'file',
            label: t('file'),
            width: nameWidth([...files]),
            cell: ({ file }: TensorRow) => file,
            value: ({ file }: TensorRow) => file,
          },
        ]
      : []),
    ...(hasNotes
      ? [
          {
            key: 'note',
            label: t('note'),
            width: 320,
            cell: noteOf,
            value: noteOf,
          } satisfies Column<TensorRow>,
        ]
      : []),
  ];
}

/** What else there is to know of a tensor. */
export function noteOf({ unreadable, quantisation, strides }: TensorRow): string {
  const parts = [
    unreadable === undefined ? undefined : translated(unreadable, []),
    quantisation === undefined ? undefined : t('quantised: {0}', quantisation),
    strides === undefined ? undefined : t('strides {0}', strides.join(', ')),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** Everything that a tensor can be found by. */
export function tensorText({ name, dtype, shape, file }: TensorRow): string {
  return [name, dtype, shape.join('×'), file].join(' ');
}

/** A number of a tensor by its name in a filter. */
export function tensorNumber({ byteLength, byteOffset, shape }: TensorRow, name: string): number | undefined {
  const values = shape.reduce((product, size) => product * size, 1);
  return { bytes: byteLength, offset: byteOffset, values, rank: shape.length }[name];
}
