import { useRef, useState } from 'preact/hooks';
import type { TableColumn } from '../../../src/comparison/tableColumn';
import { t } from '../../page/l10n';
import type { CompareStore } from '../compareStore';
import { columnTitle } from '../texts';
import { movedBefore, movedBy } from './columnOrder';

/** Where a column that is dragged would come. */
export type DropEdge = 'before' | 'after';

/** How the heads of the columns take part in their order. */
export interface ColumnOrder {
  /** Of the column that is dragged. */
  readonly dragged: string | undefined;
  /** Where it would come at a column; undefined at all others. */
  edgeAt(column: TableColumn): DropEdge | undefined;
  start(column: TableColumn): void;
  over(column: TableColumn, edge: DropEdge): void;
  drop(): void;
  end(): void;
  /** Moves a column by keys; it has the focus afterwards as before. */
  move(column: TableColumn, by: number): void;
  /** What a screen reader says of the last move. */
  readonly said: string;
}

/** The order of the table's columns, which are dragged and moved by keys; the file keeps it. */
export function useColumnOrder(store: CompareStore): ColumnOrder {
  const [dragged, setDragged] = useState<string | undefined>(undefined);
  const [target, setTarget] = useState<{ column: string; edge: DropEdge } | undefined>(undefined);
  const [said, setSaid] = useState('');
  const names = useRef<readonly string[]>([]);
  const { columns } = store.shown.value;
  names.current = columns.map(({ id }) => id);
  const keep = (next: readonly string[], moved: string): void => {
    const place = next.indexOf(moved);
    if (place === names.current.indexOf(moved)) return;
    const column = columns.find(({ id }) => id === moved)!;
    setSaid(t('{0}: column {1} of {2}', columnTitle(column), place + 1, next.length));
    store.edit({ columns: next, hidden: null });
  };
  const end = (): void => {
    setDragged(undefined);
    setTarget(undefined);
  };
  return {
    ...{ dragged, said, end },
    edgeAt: ({ id }) => (target?.column === id && id !== dragged ? target.edge : undefined),
    start: ({ id }) => setDragged(id),
    over: ({ id }, edge) => {
      if (target?.column !== id || target.edge !== edge) setTarget({ column: id, edge });
    },
    drop: () => {
      if (dragged !== undefined && target !== undefined && target.column !== dragged) {
        const all = names.current;
        const before = target.edge === 'before' ? target.column : all[all.indexOf(target.column) + 1];
        keep(before === dragged ? all : movedBefore(all, dragged, before), dragged);
      }
      end();
    },
    move: ({ id }, by) => keep(movedBy(names.current, id, by), id),
  };
}
