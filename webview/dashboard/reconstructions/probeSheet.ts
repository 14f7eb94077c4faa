import { rangeText } from '../../components/images/exactNumber';
import { planFor } from '../../components/images/pixelPlan';
import { rangeOf, symmetricAround } from '../../components/images/valueScale';
import { csvOf } from '../../figures/csv';
import type { Sheet, SheetPicture } from '../../figures/sheet';
import type { FigureTexts } from '../../figures/svg';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import type { RebuiltSample } from './rebuiltSamples';
import { statePictures } from './statePictures';
import type { ProbeText } from './stateText';
import { errorText, rebuiltName, stateName, targetName } from './stateText';
import type { ShownState } from './useStates';

/**
 * The table of probes and their rebuilt states as a figure.
 *
 * @param probes  numbers of those shown, in their order
 */
export function probeSheet(
  states: readonly ShownState[],
  probes: readonly number[],
  textOf: (probe: number) => ProbeText,
  texts: FigureTexts,
): Sheet {
  return {
    ...texts,
    bars: [],
    heads: states.map(({ state, error, range }) => ({
      title: stateName(state),
      detail: t('rebuilt by {0}, error {1} over all probes', state.by, formatNumber(error)),
      bars: [
        { table: 'grey', range, label: `${targetName(state)}, ${rebuiltName(state)}` },
        { table: 'diverging', range: symmetricAround(range), label: t('difference') },
      ],
    })),
    rows: probes.map((probe) => ({
      head: textOf(probe),
      cells: states.map((shown) => {
        const sample = shown.samples[probe];
        return sample === undefined ? [] : pictures(shown, sample);
      }),
    })),
  };
}

function pictures(shown: ShownState, sample: RebuiltSample): SheetPicture[] {
  const plan = planFor(shown.state.shape);
  const parts = statePictures(shown, sample);
  return parts.map(({ name, values, range, table }, part): SheetPicture => {
    const own = rangeOf(values);
    const error = part === parts.length - 1 ? [t('error {0}', errorText(shown.state, sample))] : [];
    const inside = own === undefined ? t('not finite') : rangeText(own);
    // A strip is wide enough for all in a line.
    const captions = plan.aspect === 1 ? [name, inside, ...error] : [[name, inside, ...error].join(' · ')];
    return { plan, values, range, table, captions };
  });
}

/** A row for every probe and state: the error of the rebuilt state relative to the true one, ||r - h||^2 / ||h||^2. */
export function errorsCsv(
  states: readonly ShownState[],
  probes: readonly number[],
  textOf: (probe: number) => ProbeText,
): string {
  const rows = probes.flatMap((probe) =>
    states.flatMap(({ state, samples }) => {
      const sample = samples[probe];
      if (sample === undefined) return [];
      const { title, detail } = textOf(probe);
      const error = Number.isNaN(sample.error) ? '' : sample.error;
      return [[probe + 1, title, detail, state.layer ?? 'x', state.by, error]];
    }),
  );
  return csvOf([['probe', 'class', 'sample', 'state', 'rebuiltBy', 'error'], ...rows]);
}
