import type { LayerDetails, OpenedInspection } from '../../src/messages/layerMessages';
import { planFor } from '../components/images/pixelPlan';
import { signedVector } from '../dashboard/vectors/DirectionPicture';
import { vectorSheet, vectorsTitle } from '../dashboard/vectors/vectorSheet';
import type { ExportMenuProps } from '../figures/ExportMenu';
import { ExportMenu } from '../figures/ExportMenu';
import { ON_PAPER } from '../figures/onPaper';
import { sheetSvg } from '../figures/sheetSvg';
import { t } from '../page/l10n';
import { aboutLayer, layerFileName } from './figureNames';
import { signOf } from './vectorSign';

export interface ExportLayerVectorsProps {
  readonly opened: OpenedInspection;
  readonly details: LayerDetails;
  readonly space: 'input' | 'output';
  /** Of a vector of the input space. */
  readonly inputShape: readonly number[];
  readonly onSave: ExportMenuProps['onSave'];
}

/** Saves the gallery as a figure. */
export function ExportLayerVectors({ opened, details, space, inputShape, onSave }: ExportLayerVectorsProps) {
  const { layer, vectors } = details;
  const isInput = space === 'input';
  const shown = () =>
    vectors.map((pair) => ({
      ...{ number: pair.index, sigma: pair.sigma, energy: pair.dataEnergy },
      values: signedVector(isInput ? pair.input : pair.output, signOf(pair.input)),
    }));
  const plan = planFor(isInput ? inputShape : [layer.columns]);
  const texts = {
    title: vectorsTitle(layer.name, isInput),
    about: aboutLayer(opened, details),
  };
  return (
    <ExportMenu
      title={t('singular vectors')}
      fileName={`${layerFileName(opened, details)}-${isInput ? 'u' : 'v'}`}
      onSave={onSave}
      svg={() => sheetSvg(vectorSheet(shown(), plan, 'fixed', texts), ON_PAPER)}
    />
  );
}
