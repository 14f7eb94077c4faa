import { useState } from 'preact/hooks';
import { Section } from '../../components/Section';
import { useSeen, useWhileSeen } from '../../components/useSeen';
import { ExportMenu } from '../../figures/ExportMenu';
import { ON_PAPER } from '../../figures/onPaper';
import { inRows } from '../../figures/sheet';
import { sheetSvg } from '../../figures/sheetSvg';
import { t } from '../../page/l10n';
import { formatCount } from '../../page/numbers';
import { printing } from '../../page/printing';
import type { RunStore } from '../../store/runStore';
import { noSnapshotText } from '../noSnapshotText';
import type { RunSectionProps } from '../sections';
import { SnapshotNote } from '../SnapshotNote';
import { ProbeControls } from './ProbeControls';
import { chosenProbes } from './probeChoice';
import { errorsCsv, probeSheet } from './probeSheet';
import type { CellPlace } from './ProbeTable';
import { ProbeTable } from './ProbeTable';
import './reconstructions.css';
import { SampleDetail } from './SampleDetail';
import { reconstructionSettings } from './settings';
import { rebuiltStates, statesShown } from './states';
import { probeText } from './stateText';
import { useProbeIndices, useProbeLabels } from './useProbeLabels';
import type { StatesView } from './useStates';
import { useStates } from './useStates';

/** Rows that are there at first, and that come with each wish for more. */
const ROWS = 12;

/** States beside each other on paper. */
const STATES_ON_PAPER = 2;

/** Values of one sample that are shown over all states; beyond it only the states around the chosen layer. */
const VALUES_AT_MOST = 100_000;

/** The probes, rebuilt by the reverse pass: the input and every layer's activation beside what came back of it. */
export function Reconstructions({ store, run }: RunSectionProps) {
  const settings = reconstructionSettings(store);
  const facts = run.facts.value;
  const all = rebuiltStates(facts?.data.shape ?? [], facts?.layers ?? []);
  const wanted = statesShown(all, store.selectedLayer.value, VALUES_AT_MOST);
  const kind = settings.kind.value;
  const step = useWhileSeen(run.nearestSnapshot, useSeen('reconstructions'));
  const view = useStates(run, wanted, kind, settings.scale.value, step);
  const labels = useProbeLabels(run, view.step);
  const indices = useProbeIndices(run, view.step);
  const [rows, setRows] = useState(ROWS);
  const [open, setOpen] = useState<CellPlace | undefined>(undefined);
  // Raised when a cell is opened, and not merely followed.
  const [asked, setAsked] = useState(0);
  const classNames = facts?.data.classNames ?? [];
  const first = view.states[0];
  const probes = chosenProbes(
    first?.samples.length ?? 0,
    labels ?? [],
    first?.samples.map(({ error }) => error) ?? [],
    {
      order: settings.order.value,
      label: settings.label.value,
      pinned: settings.pinned.value,
      seed: settings.seed.value,
    },
  );
  const textOf = (probe: number) => probeText(probe, labels, indices, classNames);
  const pin = (probe: number): void => {
    const { value } = settings.pinned;
    settings.pinned.value = value.includes(probe) ? value.filter((one) => one !== probe) : [...value, probe];
  };
  const shownProbes = probes.slice(0, rows);
  // What a screen scrolls to stands below on paper.
  const groups = printing.value ? inRows(view.states, STATES_ON_PAPER) : [view.states];
  const figureTexts = (at: number) => ({
    title:
      kind === 'full'
        ? t('Reconstructions by the full reverse pass')
        : t('Reconstructions, each layer by itself'),
    about: `${facts?.id ?? ''} · ${t('step {0}', formatCount(at))}`,
  });
  const opened = open === undefined ? undefined : view.states[open.state];
  return (
    <Section
      id="reconstructions"
      title={t('Reconstructions')}
      note={<SnapshotNote store={store} view={view} />}
      controls={
        <>
          <ProbeControls settings={settings} classNames={classNames} labels={labels} />
          {view.step !== undefined && shownProbes.length > 0 && (
            <ExportMenu
              onSave={store.save}
              title={t('reconstructions')}
              fileName={`${facts?.id ?? 'run'}-reconstructions-step${view.step}`}
              svg={() =>
                sheetSvg(probeSheet(view.states, shownProbes, textOf, figureTexts(view.step!)), ON_PAPER)
              }
              csv={() => errorsCsv(view.states, shownProbes, textOf)}
            />
          )}
        </>
      }
    >
      {first === undefined ? (
        <p class="empty">{missingText(view, run)}</p>
      ) : (
        <>
          {wanted.length < all.length && (
            <p class="section-hint">
              {t(
                '{0} of {1} states are shown; choose a layer in the heat map to see those around it.',
                wanted.length,
                all.length,
              )}
            </p>
          )}
          {groups.map((states, group) => (
            <ProbeTable
              key={group}
              states={states}
              probes={shownProbes}
              pinned={settings.pinned.value}
              open={open}
              textOf={textOf}
              onOpen={(place) => {
                setOpen(place);
                setAsked(asked + 1);
              }}
              onFollow={setOpen}
              onClose={() => setOpen(undefined)}
              onPin={pin}
            />
          ))}
          {rows < probes.length && (
            <button type="button" class="link-button more-probes" onClick={() => setRows(rows + ROWS)}>
              {t('show {0} more, {1} in all', Math.min(ROWS, probes.length - rows), probes.length)}
            </button>
          )}
          {probes.length === 0 && <p class="empty">{t('No probe is of this class.')}</p>}
          {open !== undefined && opened !== undefined && (
            <SampleDetail
              run={run}
              shown={opened}
              probe={open.probe}
              text={textOf(open.probe)}
              asked={asked}
              kind={kind}
              step={view.step}
              onClose={() => setOpen(undefined)}
            />
          )}
        </>
      )}
    </Section>
  );
}

function missingText({ error, step, loading }: StatesView, run: RunStore): string {
  if (error !== undefined) return error;
  if (run.snapshots.value.length === 0 && !loading) return noSnapshotText(run);
  if (loading || step === undefined) return t('loading …');
  return t('The snapshot of step {0} holds no probes, so there is nothing to rebuild.', formatCount(step));
}
