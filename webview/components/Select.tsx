import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import type { HTMLAttributes, JSX } from 'preact';

declare module 'preact' {
  // Preact's own way to tell of an element that is not HTML's.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'vscode-single-select': HTMLAttributes<HTMLElement> & { value?: string; label?: string };
      'vscode-option': HTMLAttributes<HTMLElement> & { value?: string; selected?: boolean };
    }
  }
}

export interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** As VS Code's element lays its list out. */
const OPTION_HEIGHT = 22;
const OPTIONS_AT_MOST = 10;

/** One of several values, in VS Code's own drop-down list. */
export function Select<T extends string>({ label, value, options, onChange }: SelectProps<T>): JSX.Element {
  return (
    <vscode-single-select
      class="select"
      label={label}
      title={label}
      value={value}
      onPointerDownCapture={(event) => openWithRoom(event.currentTarget, options.length)}
      onKeyDownCapture={(event) => openWithRoom(event.currentTarget, options.length)}
      onChange={(event) => onChange((event.currentTarget as unknown as { value: T }).value)}
    >
      {options.map((option) => (
        // The element reads an option's text once, so that another text takes another option.
        <vscode-option
          key={`${option.value} ${option.label}`}
          value={option.value}
          selected={option.value === value}
        >
          {option.label}
        </vscode-option>
      ))}
    </vscode-single-select>
  );
}

/** The element never turns its list over by itself: above it where below is too little room, and less. */
function openWithRoom(select: HTMLElement, count: number): void {
  const { top, bottom } = select.getBoundingClientRect();
  const below = window.innerHeight - bottom;
  const isCut = below < Math.min(count, OPTIONS_AT_MOST) * OPTION_HEIGHT + 4;
  (select as HTMLElement & { position: 'above' | 'below' }).position =
    isCut && top > below ? 'above' : 'below';
}
