import type { LayerFacts } from '../../../src/messages/dashboardMessages';
import { ExportMenu } from '../../figures/ExportMenu';
import { ON_PAPER } from '../../figures/onPaper';
import { sheetSvg } from '../../figures/sheetSvg';
import { t } from '../../page/l10n';
import { formatCount } from '../../page/numbers';
import type { PageStore } from '../../store/pageStore';
import type { RunStore } from '../../store/runStore';
import type { DirectionPlans } from './DirectionPicture';
import { signedVector } from './DirectionPicture';
import { inOrder, vectorAt } from './directions';
import type { DirectionsView } from './useDirections';
import type { VectorSettings } from './VectorControls';
import { areInputsShown } from './VectorControls';
import { vectorSheet, vectorsTitle } from './vectorSheet';

export interface ExportVectorsProps {
  readonly store: PageStore;
  readonly view: DirectionsView;
  readonly settings: VectorSettings;
  readonly plans: DirectionPlans;
  readonly run: RunStore;
  readonly layer: LayerFacts;
}

/** Saves the gallery as a figure; nothing while there is none. */
export function ExportVectors({ store, view, settings, plans, run, layer }: ExportVectorsProps) {
  const { directions, tracked, step } = view;
  if (directions === undefined || tracked === undefined || step === undefined) return null;
  const inputsShown = areInputsShown(directions, settings);
  const { sigma, energy, kept, inputs, outputs } = directions;
  const list = inputsShown ? inputs : (outputs ?? inputs);
  const shown = () =>
    inOrder(directions, settings.sort.value).map((place) => {
      const number = kept[place]!;
      const values = signedVector(vectorAt(list, place), tracked.signs[place]!);
      return { number, sigma: sigma[number]!, energy: energy?.[number], values };
    });
  const plan = inputsShown ? plans.inputs : plans.outputs;
  const texts = {
    title: vectorsTitle(layer.name, inputsShown),
    about: aboutVectors(run, layer, step),
  };
  return (
    <ExportMenu
      onSave={store.save}
      title={t('singular vectors')}
      fileName={vectorsFileName(run, layer, inputsShown ? 'u' : 'v', step)}
      svg={() => sheetSvg(vectorSheet(shown(), plan, settings.colours.value, texts), ON_PAPER)}
    />
  );
}

/** Of a file with something of a layer's directions, without its ending. */
export function vectorsFileName(run: RunStore, { name }: LayerFacts, what: string, step: number): string {
  return `${run.facts.value?.id ?? 'run'}-${name}-${what}-step${step}`;
}

/** What a figure of a layer's directions says it is of. */
export function aboutVectors(run: RunStore, { kernelShape }: LayerFacts, step: number): string {
  const parts = [run.facts.value?.id ?? '', kernelShape!.join('×'), t('step {0}', formatCount(step))];
  return parts.join(' · ');
}
