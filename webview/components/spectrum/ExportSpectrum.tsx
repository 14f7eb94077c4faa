import type { ExportMenuProps } from '../../figures/ExportMenu';
import { ExportMenu } from '../../figures/ExportMenu';
import { csvOf } from '../../figures/csv';
import { PAPER } from '../../figures/paper';
import type { FigureTexts } from '../../figures/svg';
import { t } from '../../page/l10n';
import type { ValueAxis } from './spectrumLayout';
import type { SpectrumNumbers } from './spectrumSvg';
import { spectrumSvg } from './spectrumSvg';

export interface ExportSpectrumProps {
  readonly numbers: SpectrumNumbers;
  readonly kind: ValueAxis;
  readonly texts: FigureTexts;
  readonly fileName: string;
  readonly onSave: ExportMenuProps['onSave'];
}

/** Saves a spectrum as a figure or as numbers. */
export function ExportSpectrum({ numbers, kind, texts, fileName, onSave }: ExportSpectrumProps) {
  return (
    <ExportMenu
      title={t('spectrum')}
      fileName={fileName}
      onSave={onSave}
      svg={() => spectrumSvg(numbers, kind, texts, PAPER)}
      csv={() => spectrumCsv(numbers)}
    />
  );
}

/** A row for every singular value: its number from 1 on, itself, and the data's energy along its vector where it is known. */
export function spectrumCsv({ sigma, energy }: SpectrumNumbers): string {
  const rows = Array.from(sigma, (value, i) => {
    const share = energy?.[i];
    return [i + 1, value, ...(energy === undefined ? [] : [Number.isNaN(share) ? '' : share!])];
  });
  return csvOf([['number', 'sigma', ...(energy === undefined ? [] : ['dataEnergy'])], ...rows]);
}
