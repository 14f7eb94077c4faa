import type { LayerDetails, OpenedInspection } from '../../src/messages/layerMessages';
import { planFor } from '../components/images/pixelPlan';
import { signedVector } from '../dashboard/vectors/DirectionPicture';
import { spectrumCsv, vectorSheet } from '../dashboard/vectors/vectorSheet';
import type { ExportMenuProps } from '../figures/ExportMenu';
import { ExportMenu } from '../figures/ExportMenu';
import { ON_PAPER } from '../figures/onPaper';
import { sheetSvg } from '../figures/sheetSvg';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import { signOf } from './vectorSign';

export interface ExportLayerVectorsProps {
  readonly opened: OpenedInspection;
  readonly details: LayerDetails;
  readonly space: 'input' | 'output';
  /** Of a vector of the input space. */
  readonly inputShape: readonly number[];
  readonly onSave: ExportMenuProps['onSave'];
}

/** Saves the gallery as a figure and the spectrum as numbers. */
export function ExportLayerVectors({ opened, details, space, inputShape, onSave }: ExportLayerVectorsProps) {
  const { layer, vectors, singularValues, dataEnergy, exact } = details;
  const { run, title } = opened;
  const isInput = space === 'input';
  const shown = () =>
    vectors.map((pair) => ({
      ...{ number: pair.index, sigma: pair.sigma, energy: pair.dataEnergy },
      values: signedVector(isInput ? pair.input : pair.output, signOf(pair.input)),
    }));
  const plan = planFor(isInput ? inputShape : [layer.columns]);
  const texts = {
    title: isInput
      ? t('Singular vectors of {0}, input space', layer.name)
      : t('Singular vectors of {0}, output space', layer.name),
    about: [title, layer.shape.map(formatCount).join('×'), ...(exact ? [] : [t('approximate')])].join(' · '),
  };
  const name = run === undefined ? title.replace(/\.[^.]+$/, '') : `${run.id}-step${run.step}`;
  return (
    <ExportMenu
      title={t('singular vectors')}
      fileName={`${name}-${layer.name}-${isInput ? 'u' : 'v'}`}
      onSave={onSave}
      svg={() => sheetSvg(vectorSheet(shown(), plan, 'fixed', texts), ON_PAPER)}
      csv={() => spectrumCsv(singularValues, dataEnergy)}
    />
  );
}
