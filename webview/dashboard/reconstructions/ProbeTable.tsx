import { useEffect, useRef, useState } from 'preact/hooks';
import { ColourBar } from '../../components/images/ColourBar';
import { useVisible } from '../../components/images/useVisible';
import { isRightToLeft, rovingTarget } from '../../components/images/roving';
import { planFor } from '../../components/images/pixelPlan';
import { symmetricAround } from '../../components/images/valueScale';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import { useFitPaper } from '../../page/useFitPaper';
import { StateCell, stateClass } from './StateCell';
import type { ShownState } from './useStates';
import type { ProbeText } from './stateText';
import { rebuiltName, stateName, targetName } from './stateText';

/** A probe and a state: a cell of the table. */
export interface CellPlace {
  readonly probe: number;
  readonly state: number;
}

export interface ProbeTableProps {
  readonly states: readonly ShownState[];
  /** Numbers of the probes, in the order shown. */
  readonly probes: readonly number[];
  readonly pinned: readonly number[];
  readonly open: CellPlace | undefined;
  textOf(probe: number): ProbeText;
  onOpen(place: CellPlace): void;
  /** What is open follows the focus. */
  onFollow(place: CellPlace): void;
  onClose(): void;
  onPin(probe: number): void;
}

/** Probes down, states across. One tab stop; the arrow keys move, Enter opens a cell, p pins its probe. */
export function ProbeTable({
  states,
  probes,
  pinned,
  open,
  textOf,
  onOpen,
  onFollow,
  onClose,
  onPin,
}: ProbeTableProps) {
  const frame = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  useFitPaper(frame);
  const [active, setActive] = useState(0);
  // Of a deep network most columns are scrolled away: their cells are empty.
  const [inSight, setInSight] = useState<ReadonlySet<string>>(new Set());
  const at = Math.min(active, probes.length * states.length - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = rovingTarget(
      event.key,
      at,
      probes.length * states.length,
      states.length,
      isRightToLeft(event.currentTarget as Element),
    );
    const probe = probes[Math.floor(at / states.length)];
    if (to !== undefined) {
      setActive(to);
      table.current?.querySelector<HTMLElement>(`[data-cell="${to}"]`)?.focus();
    } else if (probe === undefined) return;
    else if (event.key === 'Enter' || event.key === ' ') onOpen({ probe, state: at % states.length });
    else if (event.key === 'Escape') onClose();
    else if (event.key === 'p') onPin(probe);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={frame} class="probe-scroll">
      <table ref={table} class="probe-table" role="grid" aria-label={t('Probes and their rebuilt states')}>
        <thead>
          <tr>
            <th scope="col">{t('probe')}</th>
            {states.map((shown) => (
              <StateHead key={shown.state.by} shown={shown} onSight={setInSight} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={onKeyDown}>
          {probes.map((probe, row) => {
            const { title, detail } = textOf(probe);
            const isPinned = pinned.includes(probe);
            return (
              <tr key={probe} class={isPinned ? 'is-pinned' : undefined}>
                <th scope="row">
                  <span>{title}</span>
                  <span class="muted">{detail}</span>
                  <button
                    type="button"
                    class="pin"
                    aria-pressed={isPinned}
                    aria-label={isPinned ? t('Unpin {0}', detail) : t('Pin {0}', detail)}
                    tabIndex={-1}
                    onClick={() => onPin(probe)}
                  >
                    {isPinned ? t('unpin') : t('pin')}
                  </button>
                </th>
                {states.map((shown, column) => {
                  const cell = row * states.length + column;
                  const sample = shown.samples[probe];
                  return (
                    <td
                      key={shown.state.by}
                      data-cell={cell}
                      tabIndex={cell === at ? 0 : -1}
                      aria-selected={open?.probe === probe && open.state === column}
                      onClick={() => {
                        setActive(cell);
                        onOpen({ probe, state: column });
                      }}
                      onFocus={() => {
                        setActive(cell);
                        if (open !== undefined) onFollow({ probe, state: column });
                      }}
                    >
                      {sample !== undefined && inSight.has(shown.state.by) ? (
                        <StateCell shown={shown} sample={sample} probe={title} />
                      ) : (
                        <div class={stateClass(shown)} />
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface StateHeadProps {
  readonly shown: ShownState;
  onSight(change: (inSight: ReadonlySet<string>) => ReadonlySet<string>): void;
}

function StateHead({ shown, onSight }: StateHeadProps) {
  const { state, range, error } = shown;
  const head = useRef<HTMLTableCellElement>(null);
  const isVisible = useVisible(head);
  useEffect(() => {
    onSight((inSight) => {
      const others = [...inSight].filter((by) => by !== state.by);
      return new Set(isVisible ? [...others, state.by] : others);
    });
  }, [isVisible, state.by]);
  const [target, rebuilt] = [targetName(state), rebuiltName(state)];
  const isStrip = planFor(state.shape).aspect !== 1;
  return (
    <th ref={head} scope="col">
      <span class="state-name">{stateName(state)}</span>{' '}
      <span class="muted">
        {t('rebuilt by {0}, error {1} over all probes', state.by, formatNumber(error))}
      </span>
      <div class="state-bars">
        <ColourBar table="grey" range={range} label={`${target}, ${rebuilt}`} />
        <ColourBar table="diverging" range={symmetricAround(range)} label={t('difference')} />
      </div>
      <div class={`${stateClass(shown)} state-heads muted`} aria-hidden="true">
        {isStrip ? (
          <span />
        ) : (
          <>
            <span>{target}</span>
            <span>{rebuilt}</span>
            <span>{t('{0} − {1}', rebuilt, target)}</span>
          </>
        )}
        <span>{t('error')}</span>
      </div>
    </th>
  );
}
