import { useId } from 'preact/hooks';
import { Choice } from '../../components/images/Choice';
import { t } from '../../page/l10n';
import type { ReconstructionSettings } from './settings';

export interface ProbeControlsProps {
  readonly settings: ReconstructionSettings;
  readonly classNames: readonly string[];
  /** Classes of the probes; undefined where they are not known. */
  readonly labels: readonly number[] | undefined;
}

export function ProbeControls({ settings, classNames, labels }: ProbeControlsProps) {
  const { kind, order, label, pinned, seed, scale } = settings;
  const group = useId();
  const classes = [...new Set(labels ?? [])].sort((a, b) => a - b);
  return (
    <>
      <fieldset class="choice">
        <legend class="unseen">{t('Reverse pass')}</legend>
        {(['full', 'local'] as const).map((one) => (
          <label key={one} title={one === 'full' ? fullText() : localText()}>
            <input
              type="radio"
              name={group}
              checked={kind.value === one}
              onChange={() => (kind.value = one)}
            />
            {one === 'full' ? t('full') : t('local')}
          </label>
        ))}
      </fieldset>
      {classes.length > 1 && (
        <Choice
          label={t('class')}
          value={String(label.value)}
          options={[
            ['-1', t('all')],
            ...classes.map((one) => [String(one), classNames[one] ?? String(one)] as const),
          ]}
          onChange={(value) => (label.value = Number(value))}
        />
      )}
      <Choice
        label={t('order')}
        value={order.value}
        options={[
          ['stored', t('as stored')],
          ['worst', t('worst first')],
          ['random', t('random')],
        ]}
        onChange={(value) => (order.value = value)}
      />
      {order.value === 'random' && (
        <button type="button" class="link-button" onClick={() => seed.value++}>
          {t('shuffle')}
        </button>
      )}
      {pinned.value.length > 0 && (
        <button type="button" class="link-button" onClick={() => (pinned.value = [])}>
          {t('unpin all')}
        </button>
      )}
      <Choice
        label={t('range')}
        value={scale.value}
        options={[
          ['steps', t('of all steps seen')],
          ['own', t('of this step')],
        ]}
        onChange={(value) => (scale.value = value)}
      />
    </>
  );
}

function fullText(): string {
  return t('From the network’s output through all layers back to each one');
}

function localText(): string {
  return t('Each layer’s input from its own output alone');
}
