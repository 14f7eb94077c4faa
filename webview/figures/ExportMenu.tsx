import type { MenuItem } from '../components/Menu';
import { Menu } from '../components/Menu';
import { t } from '../page/l10n';
import { svgToPng } from './svgToPng';

export interface ExportMenuProps {
  /** What is exported, in words. */
  readonly title: string;
  /** Of the files, without their endings. */
  readonly fileName: string;
  /** The figure as a document. */
  svg(): string;
  /** Saves what comes; where that fails, it says so. */
  onSave(name: string, content: () => string | Promise<Uint8Array>): void;
  /** Its numbers; absent where they are in no table. */
  csv?(): string;
}

/** Saves a figure as a picture or its numbers. */
export function ExportMenu({ title, fileName, onSave, svg, csv }: ExportMenuProps) {
  const item = (label: string, ending: string, content: () => string | Promise<Uint8Array>): MenuItem => ({
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
