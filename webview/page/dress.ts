import { effect } from '@preact/signals';
import { followPrinting, printing } from './printing';

/** Stands in for VS Code, which tells a page by the body's class whether its theme is dark. */
export function dress(): void {
  followPrinting();
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const update = (): void => {
    // Paper is white.
    const isDark = dark.matches && !printing.value;
    document.body.classList.toggle('vscode-dark', isDark);
    document.body.classList.toggle('vscode-light', !isDark);
  };
  dark.addEventListener('change', update);
  effect(update);
}
