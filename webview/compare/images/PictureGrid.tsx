import { useRef, useState } from 'preact/hooks';
import { ColourBar } from '../../components/images/ColourBar';
import { rangeText } from '../../components/images/exactNumber';
import { Picture } from '../../components/images/Picture';
import { isRightToLeft, rovingTarget } from '../../components/images/roving';
import { colourOf, modeLook } from '../../charts/lines';
import { t } from '../../page/l10n';
import { formatCount } from '../../page/numbers';
import { theme } from '../../page/theme';
import { useFitPaper } from '../../page/useFitPaper';
import type { ShownRun } from '../shownRuns';
import type { RunTensors } from '../useRunTensors';
import type { GridPlace, GridRow } from './imageGrid';

const IMAGE = { width: 92, height: 92 };
const STRIP = { width: 192, height: 24 };

export interface PictureGridProps {
  readonly label: string;
  readonly runs: readonly ShownRun[];
  readonly views: readonly RunTensors[];
  readonly rows: readonly GridRow[];
  readonly open: GridPlace | undefined;
  onOpen(place: GridPlace): void;
}

/** Runs across, one tab stop; the arrow keys move, Enter opens two pictures over each other. */
export function PictureGrid({ label, runs, views, rows, open, onOpen }: PictureGridProps) {
  const frame = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  useFitPaper(frame);
  const [active, setActive] = useState(0);
  const count = rows.length * runs.length;
  const at = Math.min(active, count - 1);
  const hasTruth = rows.some(({ truth }) => truth !== undefined);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = rovingTarget(event.key, at, count, runs.length, isRightToLeft(event.currentTarget as Element));
    if (to !== undefined) {
      setActive(to);
      grid.current?.querySelector<HTMLElement>(`[data-cell="${to}"]`)?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      onOpen({ row: Math.floor(at / runs.length), run: at % runs.length });
    } else return;
    event.preventDefault();
  };
  return (
    <div ref={frame} class="grid-scroll">
      <table ref={grid} class="picture-grid" role="grid" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">{t('row')}</span>
            </th>
            {hasTruth && <th scope="col">{t('data')}</th>}
            {runs.map((shown, i) => (
              <th key={shown.run.key} scope="col">
                <span class="run-label">
                  <span
                    class="mode-mark"
                    style={{ background: colourOf(modeLook(shown.mode), theme.value) }}
                    aria-hidden="true"
                  />
                  {shown.label}
                </span>
                <span class="muted grid-step">{stepText(views[i]!)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={onKeyDown}>
          {rows.map((row, r) => (
            <tr key={row.key}>
              <th scope="row">
                <span>{row.title}</span>
                <span class="muted">{row.detail}</span>
              </th>
              {hasTruth && (
                <td>
                  {row.truth !== undefined && (
                    <Picture
                      {...row.truth}
                      plan={row.plan}
                      box={boxOf(row)}
                      label={t('{0}: the data', row.title)}
                    />
                  )}
                </td>
              )}
              {row.cells.map((cell, i) => {
                const place = r * runs.length + i;
                return (
                  <td
                    key={runs[i]!.run.key}
                    data-cell={place}
                    tabIndex={place === at ? 0 : -1}
                    aria-selected={open?.row === r && open.run === i}
                    onClick={() => {
                      setActive(place);
                      onOpen({ row: r, run: i });
                    }}
                    onFocus={() => setActive(place)}
                  >
                    {cell === undefined ? (
                      <span class="muted">{missingText(views[i]!)}</span>
                    ) : (
                      <figure>
                        <Picture
                          plan={row.plan}
                          values={cell.values}
                          range={row.range}
                          table={row.table}
                          box={boxOf(row)}
                          label={t('{0}, {1}: {2}', runs[i]!.label, row.title, cell.text)}
                        />
                        <figcaption>{cell.text}</figcaption>
                      </figure>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The colours of the grid; rows of different things have different ranges. */
export function GridColours({ rows, label }: { readonly rows: readonly GridRow[]; readonly label: string }) {
  if (rows.length === 0) return null;
  const common = coloursOfAll(rows);
  if (common === undefined) return <span class="muted">{t('each row on one scale for all runs')}</span>;
  return <ColourBar {...common} label={label} />;
}

/** The scale that all rows are on; undefined where they are on different ones. */
export function coloursOfAll(rows: readonly GridRow[]): Pick<GridRow, 'table' | 'range'> | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  const isOne = rows.every(({ range }) => rangeText(range) === rangeText(first.range));
  return isOne ? { table: first.table, range: first.range } : undefined;
}

function boxOf({ plan }: GridRow) {
  return plan.aspect === 1 ? IMAGE : STRIP;
}

export function stepText({ step }: RunTensors): string {
  return step === undefined ? '' : t('step {0}', formatCount(step));
}

function missingText({ step, error }: RunTensors): string {
  if (error !== undefined) return error;
  return step === undefined ? t('no snapshot') : t('not in this network');
}
