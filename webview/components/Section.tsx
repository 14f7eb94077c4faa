import type { ComponentChildren } from 'preact';

export interface SectionProps {
  /** Its id in the page, for links to it. */
  readonly id: string;
  readonly title: string;
  /** Beside the title: choices of what the section shows. */
  readonly controls?: ComponentChildren;
  /** What is shown is of something else than what is asked for: loading, or another step; in words. */
  readonly note?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of the page with a heading. */
export function Section({ id, title, controls, note, children }: SectionProps) {
  return (
    <section id={id} class="section" aria-labelledby={`${id}-title`}>
      <header class="section-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {note !== undefined && <span class="section-note">{note}</span>}
        <div class="section-controls">{controls}</div>
      </header>
      {children}
    </section>
  );
}
