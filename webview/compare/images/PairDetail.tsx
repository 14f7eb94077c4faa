import { useEffect, useState } from 'preact/hooks';
import { Choice } from '../../components/Choice';
import { Choice as Drop } from '../../components/images/Choice';
import { LargePicture } from '../../components/images/LargePicture';
import { Picture } from '../../components/images/Picture';
import { Wipe } from '../../components/images/Wipe';
import { t } from '../../page/l10n';
import { reducedMotion } from '../../page/theme';
import type { ShownRun } from '../shownRuns';
import type { GridRow } from './imageGrid';

const LARGE = { width: 280, height: 280 };
const STRIP = { width: 384, height: 72 };
/** Slow enough not to be a flash: under two changes a second. */
const FLICKER_MS = 600;

export interface PairDetailProps {
  readonly runs: readonly ShownRun[];
  readonly row: GridRow;
  /** Of the picture that was opened. */
  readonly run: number;
  onClose(): void;
}

/** Two runs' pictures over each other: an edge to drag between them, or the one and the other in turn. */
export function PairDetail({ runs, row, run, onClose }: PairDetailProps) {
  const others = runs.map((_, i) => i).filter((i) => i !== run && row.cells[i] !== undefined);
  const [against, setAgainst] = useState(-1);
  const [how, setHow] = useState<'wipe' | 'flicker'>('wipe');
  const own = row.cells[run];
  if (own === undefined) return null;
  const other = others.includes(against) ? against : others[0];
  const box = row.plan.aspect === 1 ? LARGE : STRIP;
  const picture = { plan: row.plan, range: row.range, table: row.table, box };
  const pair =
    other === undefined
      ? undefined
      : {
          before: { values: row.cells[other]!.values, label: runs[other]!.label },
          after: { values: own.values, label: runs[run]!.label },
        };
  return (
    <div
      class="pair-detail"
      role="group"
      aria-label={t('{0}, {1}', runs[run]!.label, row.title)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div class="pair-head">
        <h3>{t('{0}, {1}', runs[run]!.label, row.title)}</h3>
        {other !== undefined && (
          <>
            <Drop
              label={t('against')}
              value={String(other)}
              options={others.map((i) => [String(i), runs[i]!.label])}
              onChange={(value) => setAgainst(Number(value))}
            />
            <Choice
              label={t('How')}
              hideLabel
              value={how}
              options={[
                { value: 'wipe', label: t('wipe') },
                { value: 'flicker', label: t('flicker') },
              ]}
              onChange={setHow}
            />
          </>
        )}
        <button type="button" class="link-button" onClick={onClose}>
          {t('close')}
        </button>
      </div>
      <div class="pair-pictures">
        <figure>
          <figcaption>{runs[run]!.label}</figcaption>
          <LargePicture {...picture} values={own.values} label={`${runs[run]!.label}, ${row.title}`} />
          <figcaption class="muted">{own.text}</figcaption>
        </figure>
        {pair !== undefined && how === 'wipe' && <Wipe {...picture} {...pair} />}
        {pair !== undefined && how === 'flicker' && <Flicker {...picture} {...pair} />}
      </div>
    </div>
  );
}

type FlickerProps = Parameters<typeof Wipe>[0];

/** The one picture and the other in turn; where less motion is wanted, a button changes them. */
function Flicker({ before, after, ...picture }: FlickerProps) {
  const [isAfter, setAfter] = useState(true);
  const isStill = reducedMotion.value;
  useEffect(() => {
    if (isStill) return undefined;
    const timer = setInterval(() => setAfter((value) => !value), FLICKER_MS);
    return () => clearInterval(timer);
  }, [isStill]);
  const { values, label } = isAfter ? after : before;
  return (
    <figure class="flicker">
      <figcaption>{label}</figcaption>
      <Picture {...picture} values={values} label={label} />
      <button type="button" class="link-button" onClick={() => setAfter(!isAfter)}>
        {t('show {0}', isAfter ? before.label : after.label)}
      </button>
    </figure>
  );
}
