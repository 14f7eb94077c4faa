import type { Theme } from '../page/theme';

/** What figures are exported in, whatever the editor's theme is: black on white, as they stand in papers and slides. */
export const PAPER: Theme = {
  isDark: false,
  isHighContrast: false,
  foreground: '#1f1f1f',
  muted: '#4a4a4a',
  background: '#ffffff',
  border: '#8a8a8a',
  grid: '#00000020',
  accent: '#005fb8',
  error: '#b01011',
  font: 'sans-serif',
  charts: {
    green: '#388a34',
    blue: '#1a85ff',
    orange: '#b35c00',
    purple: '#652d90',
    red: '#e51400',
    yellow: '#bf8803',
  },
};
