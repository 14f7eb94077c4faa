import { useState } from 'preact/hooks';
import { Choice } from '../../components/Choice';
import { Choice as Drop } from '../../components/images/Choice';
import { Section } from '../../components/Section';
import { probeText } from '../../dashboard/reconstructions/stateText';
import { useProbeIndices, useProbeLabels } from '../../dashboard/reconstructions/useProbeLabels';
import { t } from '../../page/l10n';
import { useSnapshots } from '../alignment';
import type { CompareStore } from '../compareStore';
import { shownLayer } from '../curves/charts';
import { SeedChoice, shownNote } from '../SeedChoice';
import type { ShownRun } from '../shownRuns';
import { shownRuns } from '../shownRuns';
import { useRunTensors } from '../useRunTensors';
import { ExportGrid } from './ExportGrid';
import type { GridPlace } from './imageGrid';
import { PairDetail } from './PairDetail';
import { GridColours, PictureGrid } from './PictureGrid';
import { layerRows, probeRows, statesOfRuns, stateTensors } from './rebuiltRows';

const PROBES = 4;
const MORE_PROBES = 12;

/** What the reverse pass makes of the same probes in every run, at the cursor's step, on one scale of colours. */
export function ReconstructionsOfRuns({ store }: { readonly store: CompareStore }) {
  const runs = shownRuns(store);
  const [first] = runs;
  return first === undefined ? null : <Reconstructions store={store} runs={runs} first={first} />;
}

interface ReconstructionsProps {
  readonly store: CompareStore;
  readonly runs: readonly ShownRun[];
  readonly first: ShownRun;
}

function Reconstructions({ store, runs, first }: ReconstructionsProps) {
  const oneOf =
    (...values: string[]) =>
    (value: unknown): boolean =>
      values.includes(String(value));
  const shows = store.layout<'rebuilt' | 'difference'>('pictures', 'rebuilt', oneOf('rebuilt', 'difference'));
  const kind = store.layout<'full' | 'local'>('reverse', 'full', oneOf('full', 'local'));
  const down = store.layout<'probes' | 'layers'>('down', 'probes', oneOf('probes', 'layers'));
  const chosenProbe = store.layout('probe', 0, Number.isInteger);
  const [open, setOpen] = useState<GridPlace | undefined>(undefined);
  const [isLong, setLong] = useState(false);
  const states = statesOfRuns(runs);
  const layer = shownLayer(store) ?? '';
  const wanted = states.map((all) => (down.value === 'probes' ? all.filter(({ by }) => by === layer) : all));
  const snapshots = useSnapshots(store, runs);
  const views = useRunTensors(
    runs.map((shown, i) => ({
      run: shown.store,
      step: snapshots[i],
      names: stateTensors(wanted[i]!, kind.value),
    })),
  );
  const labels = useProbeLabelsOf(first, views[0]!.step);
  const count = Math.max(
    0,
    ...views.flatMap(({ tensors }) => Object.values(tensors).map(({ shape }) => shape[0]!)),
  );
  const textOf = (probe: number) =>
    probeText(probe, labels.labels, labels.indices, first.run.facts.data.classNames);
  const options = { kind: kind.value, shows: shows.value, textOf };
  const probe = Math.min(chosenProbe.value, Math.max(0, count - 1));
  const probes = Array.from({ length: Math.min(count, isLong ? MORE_PROBES : PROBES) }, (_, i) => i);
  const rows =
    down.value === 'probes'
      ? probeRows(layer, probes, states, views, options)
      : layerRows(probe, states, views, options);
  const colours = shows.value === 'rebuilt' ? t('rebuilt') : t('difference');
  const opened = open === undefined ? undefined : rows[open.row];
  return (
    <Section
      id="reconstructions"
      title={t('Reconstructions')}
      note={shownNote(store)}
      controls={
        <>
          <GridColours rows={rows} label={colours} />
          <SeedChoice store={store} />
          <Choice
            label={t('Pictures')}
            hideLabel
            value={shows.value}
            options={[
              { value: 'rebuilt', label: t('rebuilt') },
              { value: 'difference', label: t('difference') },
            ]}
            onChange={shows.set}
          />
          <Choice
            label={t('Reverse pass')}
            hideLabel
            value={kind.value}
            options={[
              { value: 'full', label: t('full') },
              { value: 'local', label: t('local') },
            ]}
            onChange={kind.set}
          />
          <Choice
            label={t('Rows')}
            hideLabel
            value={down.value}
            options={[
              { value: 'probes', label: t('probes') },
              { value: 'layers', label: t('layers') },
            ]}
            onChange={down.set}
          />
          {down.value === 'layers' && (
            <Drop
              label={t('probe')}
              value={String(probe)}
              options={Array.from({ length: count }, (_, i) => [String(i), `${i + 1}: ${textOf(i).title}`])}
              onChange={(value) => chosenProbe.set(Number(value))}
            />
          )}
          <ExportGrid
            store={store}
            grid={{ runs, views, rows, colours }}
            title={
              down.value === 'probes'
                ? t('Reconstructions by {0}', layer)
                : t('Reconstructions of {0}', textOf(probe).name)
            }
            name={down.value === 'probes' ? `reconstructions-${layer}` : `reconstructions-probe${probe + 1}`}
          />
        </>
      }
    >
      {rows.length === 0 ? (
        <p class="empty">{t('No snapshot with probes is there yet.')}</p>
      ) : (
        <PictureGrid
          label={t('Reconstructions of the runs')}
          runs={runs}
          views={views}
          rows={rows}
          open={open}
          onOpen={setOpen}
        />
      )}
      {down.value === 'probes' && count > PROBES && (
        <button type="button" class="link-button" onClick={() => setLong(!isLong)}>
          {isLong ? t('fewer probes') : t('more probes')}
        </button>
      )}
      {open !== undefined && opened !== undefined && (
        <PairDetail runs={runs} row={opened} run={open.run} onClose={() => setOpen(undefined)} />
      )}
    </Section>
  );
}

function useProbeLabelsOf(
  { store }: { readonly store: Parameters<typeof useProbeLabels>[0] },
  step: number | undefined,
) {
  return { labels: useProbeLabels(store, step), indices: useProbeIndices(store, step) };
}
