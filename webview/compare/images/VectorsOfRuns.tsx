import { useState } from 'preact/hooks';
import { Choice } from '../../components/Choice';
import { Section } from '../../components/Section';
import { t } from '../../page/l10n';
import { useSnapshots } from '../alignment';
import type { CompareStore } from '../compareStore';
import { shownLayer } from '../curves/charts';
import { SeedChoice, shownNote } from '../SeedChoice';
import { shownRuns } from '../shownRuns';
import { useRunTensors } from '../useRunTensors';
import { ExportGrid } from './ExportGrid';
import type { GridPlace } from './imageGrid';
import { PairDetail } from './PairDetail';
import { GridColours, PictureGrid } from './PictureGrid';
import { directionTensors, vectorRows } from './vectorRows';

const DIRECTIONS = 4;
const MORE_DIRECTIONS = 16;

/** The leading singular vectors of the chosen layer in every run: what it looks for in its input. */
export function VectorsOfRuns({ store }: { readonly store: CompareStore }) {
  const order = store.layout<'energy' | 'sigma'>('vectors', 'energy', (value) =>
    ['energy', 'sigma'].includes(String(value)),
  );
  const [open, setOpen] = useState<GridPlace | undefined>(undefined);
  const [isLong, setLong] = useState(false);
  const runs = shownRuns(store);
  const layer = shownLayer(store) ?? '';
  const snapshots = useSnapshots(store, runs);
  const views = useRunTensors(
    runs.map((shown, i) => ({
      run: shown.store,
      step: snapshots[i],
      names: directionTensors(layer),
    })),
  );
  const count = isLong ? MORE_DIRECTIONS : DIRECTIONS;
  const rows = vectorRows(layer, count, order.value, runs, views);
  const colours = t('entries of the unit vectors');
  const opened = open === undefined ? undefined : rows[open.row];
  return (
    <Section
      id="vectors"
      title={t('Singular vectors, {0}', layer)}
      note={shownNote(store)}
      controls={
        <>
          <GridColours rows={rows} label={colours} />
          <SeedChoice store={store} />
          <Choice
            label={t('Order')}
            hideLabel
            value={order.value}
            options={[
              { value: 'energy', label: t('data energy') },
              { value: 'sigma', label: t('σ') },
            ]}
            onChange={order.set}
          />
          <ExportGrid
            store={store}
            grid={{ runs, views, rows, colours }}
            title={t('Singular vectors, {0}', layer)}
            name={`vectors-${layer}`}
          />
        </>
      }
    >
      {rows.length === 0 ? (
        <p class="empty">{t('No snapshot with singular vectors of this layer is there yet.')}</p>
      ) : (
        <PictureGrid
          label={t('Singular vectors of the runs')}
          runs={runs}
          views={views}
          rows={rows}
          open={open}
          onOpen={setOpen}
        />
      )}
      {rows.length > 0 && (
        <button type="button" class="link-button" onClick={() => setLong(!isLong)}>
          {isLong ? t('fewer directions') : t('more directions')}
        </button>
      )}
      {open !== undefined && opened !== undefined && (
        <PairDetail runs={runs} row={opened} run={open.run} onClose={() => setOpen(undefined)} />
      )}
    </Section>
  );
}
