import { symmetricAround } from '../../components/images/valueScale';
import { t } from '../../page/l10n';
import type { RebuiltSample } from './rebuiltSamples';
import { rebuiltName, targetName } from './stateText';
import type { ShownState } from './useStates';

/** What is drawn of one probe's state: as it is, rebuilt, and the difference, with the colours and their range. */
export function statePictures({ state, range }: ShownState, sample: RebuiltSample) {
  const [target, rebuilt] = [targetName(state), rebuiltName(state)];
  return [
    { name: target, values: sample.target, range, table: 'grey' },
    { name: rebuilt, values: sample.rebuilt, range, table: 'grey' },
    {
      name: t('{0} − {1}', rebuilt, target),
      values: sample.difference,
      range: symmetricAround(range),
      table: 'diverging',
    },
  ] as const;
}
