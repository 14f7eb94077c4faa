import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../page/l10n';
import { TABLE_SIZE } from './colourScales';
import { rangeText, shortNumber } from './exactNumber';
import './images.css';
import type { TableName } from './themeTables';
import { themeTables } from './themeTables';
import type { ValueRange } from './valueScale';

export interface ColourBarProps {
  readonly table: TableName;
  readonly range: ValueRange;
  /** What the colours stand for: "difference", "σ". */
  readonly label: string;
  readonly isLog?: boolean;
}

/** What the colours of the pictures beside it mean: a bar with its ends in numbers. */
export function ColourBar({ table, range, label, isLog = false }: ColourBarProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = themeTables.value[table];
  useEffect(() => {
    const { current } = canvas;
    if (current === null) return;
    current.width = TABLE_SIZE;
    current.height = 1;
    const image = new ImageData(TABLE_SIZE, 1);
    for (let i = 0; i < TABLE_SIZE; i++) {
      image.data.set([colours[3 * i]!, colours[3 * i + 1]!, colours[3 * i + 2]!, 255], 4 * i);
    }
    current.getContext('2d')?.putImageData(image, 0, 0);
  }, [colours]);
  return (
    <span class="colour-bar">
      <span class="colour-bar-label">{isLog ? t('{0}, log', label) : label}</span>
      <span class="colour-bar-end">{shortNumber(range.low)}</span>
      <canvas
        ref={canvas}
        role="img"
        class="colour-bar-canvas"
        aria-label={t('Colours from {0}', rangeText(range))}
      />
      <span class="colour-bar-end">{shortNumber(range.high)}</span>
    </span>
  );
}
