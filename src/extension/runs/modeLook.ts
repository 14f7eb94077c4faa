import { STD } from '../../config/mode';

/** How modes are called, as in the paper's figures. */
const NAMES: Readonly<Record<string, string>> = {
  [STD]: 'Std',
  ort: 'Ort',
  rr: 'RR',
  'rr-local': 'RR local',
  weissi: 'WEISSI',
};

/** The theme's colours of the modes; everywhere in Racecar the same. */
const COLORS: Readonly<Record<string, string>> = {
  [STD]: 'racecar.std',
  ort: 'charts.blue',
  rr: 'charts.green',
  'rr-local': 'charts.purple',
  weissi: 'charts.yellow',
};
const COLOR_OF_COMBINATIONS = 'charts.red';

/** A mode as it is shown: RR, or "RR + WEISSI". */
export function modeName(mode: string): string {
  return mode
    .split('+')
    .map((part) => NAMES[part] ?? part)
    .join(' + ');
}

/** Id of a mode's theme colour. */
export function modeColor(mode: string): string {
  return COLORS[mode] ?? COLOR_OF_COMBINATIONS;
}
