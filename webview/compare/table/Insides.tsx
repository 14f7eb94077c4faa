import { Picture } from '../../components/images/Picture';
import { planFor } from '../../components/images/pixelPlan';
import { t } from '../../page/l10n';
import { useSnapshots } from '../alignment';
import type { CompareStore } from '../compareStore';
import type { GridRow } from '../images/imageGrid';
import { probeRows, statesOfRuns, stateTensors } from '../images/rebuiltRows';
import { shownRuns } from '../shownRuns';
import { useRunTensors } from '../useRunTensors';

/** Probes whose rebuilt images stand beside the numbers. */
const PROBES = [0, 1];
const BOX = { width: 56, height: 56 };

/** A look inside beside each row's numbers: what the network gives back of the same probes. */
export type Insides = ReadonlyMap<string, readonly Inside[]>;

interface Inside {
  readonly row: GridRow;
  /** The row's run among those of the picture. */
  readonly run: number;
}

/**
 * By the key of a row; its place is there before its pictures are, so that nothing jumps. Undefined where the data are no
 * images, or no snapshot is there.
 */
export function useInsides(store: CompareStore): Insides | undefined {
  const runs = shownRuns(store);
  const states = statesOfRuns(runs).map((all) => all.filter(({ number }) => number === 0));
  const snapshots = useSnapshots(store, runs);
  const views = useRunTensors(
    runs.map((shown, i) => ({
      run: shown.store,
      step: snapshots[i],
      names: stateTensors(states[i]!, 'full'),
    })),
  );
  const layer = states.flat()[0]?.by ?? '';
  const rows = probeRows(layer, PROBES, states, views, {
    kind: 'full',
    shows: 'rebuilt',
    textOf: (probe) => ({ title: t('probe {0}', probe + 1), detail: '' }),
  }).filter(({ plan }) => plan.aspect === 1);
  const isImage = runs.some(
    ({ run, store: { snapshots } }) =>
      snapshots.value.length > 0 && planFor(run.facts.data.shape).aspect === 1,
  );
  if (!isImage) return undefined;
  const keys = store.shown.value.rows.map(({ key }) => key);
  return new Map(runs.map((_, run) => [keys[run]!, rows.map((row) => ({ row, run }))]));
}

/** The probes themselves. */
export function InsideHead({ insides }: { readonly insides: Insides }) {
  const [first = []] = insides.values();
  return (
    <th scope="col">
      <span>{t('probes rebuilt')}</span>
      <span class="insides">
        {first.map(
          ({ row }) =>
            row.truth !== undefined && (
              <Picture
                key={row.key}
                {...row.truth}
                plan={row.plan}
                box={BOX}
                label={t('{0}: the data', row.title)}
              />
            ),
        )}
      </span>
    </th>
  );
}

export interface InsideCellProps {
  /** Undefined where the row's run is not looked into. */
  readonly inside: readonly Inside[] | undefined;
  readonly label: string;
}

/** What a row's network makes of the probes. */
export function InsideCell({ inside, label }: InsideCellProps) {
  return (
    <td>
      <span class="insides">
        {(inside ?? []).map(({ row, run }) => {
          const cell = row.cells[run];
          if (cell === undefined) return null;
          return (
            <Picture
              key={row.key}
              plan={row.plan}
              values={cell.values}
              range={row.range}
              table={row.table}
              box={BOX}
              label={t('{0}, {1} rebuilt, error {2}', label, row.title, cell.text)}
            />
          );
        })}
      </span>
    </td>
  );
}
