import { useEffect, useRef } from 'preact/hooks';
import { t } from '../page/l10n';
import type { DocsPiece } from './docsSection';
import { docsSection } from './docsSection';

export interface DocsDialogProps {
  readonly markdown: string;
  /** Whose section is shown. */
  readonly rule: string;
  onClose(): void;
}

/** What the documentation says of a rule for findings. */
export function DocsDialog({ markdown, rule, onClose }: DocsDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const paragraphs = docsSection(markdown, rule) ?? [];
  return (
    <dialog ref={dialog} class="docs" aria-labelledby="docs-title" onClose={onClose}>
      <form method="dialog">
        <h2 id="docs-title">{rule}</h2>
        <button type="submit" class="toggle on">
          {t('Close')}
        </button>
      </form>
      {paragraphs.map(({ isCode, pieces }, i) =>
        isCode ? <pre key={i}>{pieces[0]!.text}</pre> : <p key={i}>{pieces.map(Piece)}</p>,
      )}
    </dialog>
  );
}

function Piece({ kind, text }: DocsPiece, index: number) {
  if (kind === 'strong') return <strong key={index}>{text}</strong>;
  return kind === 'code' ? <code key={index}>{text}</code> : <span key={index}>{text}</span>;
}
