import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { t, translated } from '../page/l10n';

/** What is told of a number: how it is computed, what it means, and when not to trust it. */
export interface Explanation {
  readonly label: string;
  readonly formula: string;
  readonly meaning: string;
  readonly caveat: string;
}

export interface ExplainedProps {
  readonly text: Explanation;
  /** What else there is to say here, such as why a number is missing. */
  readonly note?: string | undefined;
  readonly class?: string;
  /** Opens more about it. */
  readonly onOpen?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

const GAP = 4;
const MARGIN = 4;
const WIDEST = 340;

/** Something that explains itself when it is pointed at or has the focus; Escape closes the explanation. */
export function Explained({ text, note, class: name = '', onOpen, children }: ExplainedProps) {
  const id = useId();
  const box = useRef<HTMLButtonElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  if (isOpen) queueMicrotask(() => place(box.current, tip.current));
  return (
    <div class={`explained ${name}`} onPointerEnter={() => setOpen(true)} onPointerLeave={close}>
      <button
        ref={box}
        type="button"
        class="explained-subject"
        aria-describedby={id}
        onFocus={() => setOpen(true)}
        onBlur={close}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !isOpen) return;
          event.stopPropagation();
          close();
        }}
        onClick={onOpen}
      >
        {children}
      </button>
      <div ref={tip} id={id} role="tooltip" class="explained-tip" hidden={!isOpen}>
        <strong>{translated(text.label, [])}</strong>
        <p class="explained-formula">{translated(text.formula, [])}</p>
        <p>{translated(text.meaning, [])}</p>
        {text.caveat !== '' && (
          <p class="explained-caveat">
            <span>{t('Beware:')}</span> {translated(text.caveat, [])}
          </p>
        )}
        {note !== undefined && <p class="explained-caveat">{note}</p>}
      </div>
    </div>
  );
}

/** Below its subject, or above where there is no room; never beyond the page's edges. */
function place(subject: HTMLElement | null, tip: HTMLElement | null): void {
  if (subject === null || tip === null) return;
  const at = subject.getBoundingClientRect();
  tip.style.maxWidth = `${Math.min(WIDEST, window.innerWidth - 2 * MARGIN)}px`;
  const { width, height } = tip.getBoundingClientRect();
  const below = at.bottom + GAP;
  const top = below + height > window.innerHeight ? Math.max(MARGIN, at.top - GAP - height) : below;
  const left = Math.max(MARGIN, Math.min(at.left, window.innerWidth - width - MARGIN));
  tip.style.top = `${top}px`;
  tip.style.left = `${left}px`;
}
