import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';

/** Colours of the editor's theme, as CSS colours, for canvases: they do not restyle by themselves. */
export interface Theme {
  readonly isDark: boolean;
  readonly isHighContrast: boolean;
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly border: string;
  readonly grid: string;
  readonly accent: string;
  readonly error: string;
  readonly font: string;
  readonly charts: Readonly<Record<'green' | 'blue' | 'orange' | 'purple' | 'red' | 'yellow', string>>;
}

const themeSignal = signal<Theme>(readTheme());
const motionSignal = signal(false);

/** The theme as it is; changes when the editor's does. */
export const theme: ReadonlySignal<Theme> = themeSignal;
/** Whether the user wants no animation. */
export const reducedMotion: ReadonlySignal<boolean> = motionSignal;

/** Follows the editor's theme and the user's wish for less motion. */
export function followTheme(): void {
  const refresh = (): void => {
    themeSignal.value = readTheme();
    motionSignal.value = preference.matches || document.body.classList.contains('vscode-reduce-motion');
  };
  const preference = window.matchMedia('(prefers-reduced-motion: reduce)');
  // VS Code sets the variables on <html> and the kind of theme on <body>.
  const observer = new MutationObserver(refresh);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, {
      attributes: true,
      attributeFilter: ['class', 'style', 'data-vscode-theme-id'],
    });
  }
  preference.addEventListener('change', refresh);
  refresh();
}

function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const { classList } = document.body;
  const colour = (name: string, otherwise: string): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const isHighContrast =
    classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light');
  const foreground = colour('foreground', '#cccccc');
  const background = colour('editor-background', '#1f1f1f');
  return {
    isDark: !classList.contains('vscode-light') && !classList.contains('vscode-high-contrast-light'),
    isHighContrast,
    foreground,
    background,
    muted: colour('descriptionForeground', foreground),
    border: colour('contrastBorder', colour('widget-border', colour('panel-border', '#80808059'))),
    grid: faint(foreground, isHighContrast ? '60' : '20'),
    accent: colour('focusBorder', '#0078d4'),
    error: colour('errorForeground', '#f48771'),
    font: style.fontFamily || 'sans-serif',
    charts: {
      green: colour('charts-green', '#89d185'),
      blue: colour('charts-blue', '#3794ff'),
      orange: colour('racecar-std', '#e0883a'),
      purple: colour('charts-purple', '#b180d7'),
      red: colour('charts-red', '#f14c4c'),
      yellow: colour('charts-yellow', '#cca700'),
    },
  };
}

/** A colour with an opacity, as two hexadecimal digits; VS Code gives its colours as #rrggbb, or with an opacity. */
function faint(colour: string, opacity: string): string {
  return /^#[\da-f]{6}/i.test(colour) ? `${colour.slice(0, 7)}${opacity}` : `#808080${opacity}`;
}
