import { useMemo } from 'preact/hooks';
import type { Directions as Subspace } from '../../../src/comparison/subspaces';
import { principalAngles, topDirections } from '../../../src/comparison/subspaces';
import { Choice } from '../../components/images/Choice';
import type { SampleRows } from '../../../src/diagnostics/patches';
import { principalDirections } from '../../dashboard/vectors/principalDirections';
import { useSettled } from '../../dashboard/vectors/useSettled';
import { t } from '../../page/l10n';
import type { CompareStore } from '../compareStore';
import type { ShownRun } from '../shownRuns';
import type { RunTensors } from '../useRunTensors';

const SIZES = [1, 2, 4, 8, 16];

export interface AnglesTableProps {
  readonly store: CompareStore;
  readonly runs: readonly ShownRun[];
  readonly layer: string;
  readonly views: readonly RunTensors[];
  samplesOf(run: ShownRun, layer: string, view: RunTensors): SampleRows | undefined;
}

/** Principal angles between the spans of the first k directions of each two runs, and of the data's own. */
export function AnglesTable({ store, samplesOf, ...asked }: AnglesTableProps) {
  const chosen = store.layout('subspace', 4, (value) => SIZES.includes(Number(value)));
  const size = chosen.value;
  const { layer: of, views: all, runs: shown } = asked;
  const stamp = `${of} ${all.map(({ step }) => step).join()} ${shown.map(({ run }) => run.key).join()}`;
  // All of it lags behind together while the cursor moves: what is drawn belongs to one moment.
  const { runs, views, layer } = useSettled(useMemo(() => asked, [stamp]));
  const spans = useMemo(
    () => runs.map((run, i) => spanOf(layer, size, views[i]!, samplesOf(run, layer, views[i]!))),
    [runs, views, layer, size],
  );
  const rows = useMemo(
    () =>
      spans.map((own, i) => ({
        others: spans.map((other, j) => (j < i ? anglesText(own?.kernel, other?.kernel) : undefined)),
        data: anglesText(own?.kernel, own?.data),
      })),
    [spans],
  );
  if (spans.every((span) => span === undefined)) return null;
  return (
    <div class="angles-part">
      <table class="angles">
        <caption>
          {t(
            'Principal angles, smallest … largest, between the spans of the {0} directions with most data energy',
            size,
          )}
        </caption>
        <thead>
          <tr>
            <td />
            {runs.slice(0, -1).map(({ run, label }) => (
              <th key={run.key} scope="col">
                {label}
              </th>
            ))}
            <th scope="col">{t('the data’s own')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ others, data }, i) => (
            <tr key={runs[i]!.run.key}>
              <th scope="row">{runs[i]!.label}</th>
              {others.slice(0, -1).map((text, j) => (
                <td key={runs[j]!.run.key}>{text ?? ''}</td>
              ))}
              <td>{data ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Choice
        label={t('directions')}
        value={String(size)}
        options={SIZES.map((each) => [String(each), String(each)])}
        onChange={(value) => chosen.set(Number(value))}
      />
      <p class="section-hint">
        {t(
          '0° is the same subspace, 90° one at a right angle. The data’s own directions are those of the snapshot’s probes, not centred.',
        )}
      </p>
    </div>
  );
}

interface Spans {
  readonly kernel: Subspace;
  readonly data?: Subspace;
}

function spanOf(
  layer: string,
  size: number,
  { tensors }: RunTensors,
  samples: SampleRows | undefined,
): Spans | undefined {
  const [s, u, energy, index] = ['s', 'u', 'dataEnergy', 'index'].map(
    (part) => tensors[`svd/${layer}/${part}`],
  );
  if (s === undefined || u === undefined || u.shape.length !== 2) return undefined;
  const [rows, columns] = u.shape as [number, number];
  const all = energy?.data.length === s.data.length ? energy.data : s.data;
  const weights = Array.from({ length: columns }, (_, i) => all[index === undefined ? i : index.data[i]!]!);
  const kernel = topDirections({ rows, columns, values: u.data }, weights, size);
  const principal = samples === undefined ? undefined : principalDirections(samples, size);
  if (principal === undefined || principal.vectors.length !== rows) return { kernel };
  const { count, length, values } = principal.vectors;
  const columnsOfData = new Float64Array(count * length);
  for (let j = 0; j < count; j++) {
    for (let i = 0; i < length; i++) columnsOfData[i * count + j] = values[j * length + i]!;
  }
  return { kernel, data: { rows, columns: count, values: columnsOfData } };
}

function anglesText(one: Subspace | undefined, other: Subspace | undefined): string | undefined {
  if (one === undefined || other === undefined) return undefined;
  if (one.rows !== other.rows) return t('other space');
  const angles = [...principalAngles(one, other)].map((angle) => ((angle * 180) / Math.PI).toFixed(1));
  if (angles.length === 0) return undefined;
  return angles.length === 1 ? t('{0}°', angles[0]!) : t('{0}° … {1}°', angles[0]!, angles.at(-1)!);
}
