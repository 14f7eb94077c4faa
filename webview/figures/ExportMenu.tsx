import type { MenuItem } from '../components/Menu';
import { Menu } from '../components/Menu';
import { t } from '../page/l10n';
import { svgToPng } from './svgToPng';

/** Makes what a file holds. */
export type FileMaker = () => string | Uint8Array | Promise<string | Uint8Array>;

export interface ExportMenuProps {
  /** What is exported, in words. */
  readonly title: string;
  /** Of the files, without their endings. */
  readonly fileName: string;
  /** The figure as a document. */
  svg(): string;
  /** Saves what comes; where that fails, it says so. */
  onSave(name: string, content: FileMaker): void;
  /** Its numbers; absent where they are in no table. */
  csv?(): string | Promise<string>;
}

/** Saves a figure as a picture or its numbers. */
export function ExportMenu({ title, fileName, onSave, svg, csv }: ExportMenuProps) {
  const item = (label: string, ending: string, content: FileMaker): MenuItem => ({
    label,
    run: () => onSave(`${fileName}.${ending}`, content),
  });
  return (
    <Menu
      icon="export"
      label={t('Export {0}', title)}
      items={[
        item(t('PNG picture'), 'png', () => svgToPng(svg())),
        item(t('SVG picture'), 'svg', svg),
        ...(csv === undefined ? [] : [item(t('CSV numbers'), 'csv', csv)]),
      ]}
    />
  );
}
