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

/** One of several values, in VS Code's own drop-down list. */
export function Select<T extends string>({ label, value, options, onChange }: SelectProps<T>): JSX.Element {
  return (
    <vscode-single-select
      class="select"
      label={label}
      title={label}
      value={value}
      onChange={(event) => onChange((event.currentTarget as unknown as { value: T }).value)}
    >
      {options.map((option) => (
        <vscode-option key={option.value} value={option.value} selected={option.value === value}>
          {option.label}
        </vscode-option>
      ))}
    </vscode-single-select>
  );
}
