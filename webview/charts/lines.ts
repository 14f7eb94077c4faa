import type { Theme } from '../page/theme';

/** How a line looks: never by its colour alone. */
export interface LineLook {
  readonly colour: keyof Theme['charts'] | 'foreground' | 'muted';
  /** Lengths of dashes and gaps, in pixels; empty for a solid line. */
  readonly dash: readonly number[];
  readonly marker: Marker;
}

export type Marker = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'plus';

/** A line of a chart: where its numbers come from is no matter here. */
export interface ChartLine {
  /** Tells it from the others of its chart, also over a reload. */
  readonly key: string;
  readonly label: string;
  readonly look: LineLook;
  /** By the axis that is chosen; ascending. */
  readonly x: Float64Array;
  /** NaN: not measured; infinite: measured, and no finite number. */
  readonly y: Float64Array;
  /** The step of each point. */
  readonly steps: Float64Array;
  /** Whether these are the steps of another run, at the same places of the axis. */
  readonly hasOthersSteps?: boolean;
  /** What lies around the line, such as the spread over seeds: finite, at the same x. */
  readonly band?: LineBand;
}

/** Where steps lie on the axis that is chosen: those of a line, or of a whole run. */
export type Timeline = Pick<ChartLine, 'x' | 'steps'>;

/** From where to where it reaches, at the x of its line. */
export interface LineBand {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** How many values lie behind each point, such as one of each seed. */
  readonly n: ArrayLike<number>;
  /** What the edges are, as in "min" and "max": the line's points are means then. */
  readonly edges: readonly [low: string, high: string];
  /** Whether the lower edge are measured values; a logarithmic scale makes no room for others, which may be below zero. */
  readonly isMeasured: boolean;
}

/** Length of a line in a legend, in pixels: beside the marker in its middle there is room for every dash and gap. */
export const KEY_LENGTH = 36;

const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4]];
const MARKERS: readonly Marker[] = ['circle', 'square', 'triangle', 'diamond', 'cross', 'plus'];
const COLOURS: readonly (keyof Theme['charts'])[] = ['blue', 'orange', 'green', 'purple', 'red', 'yellow'];

/**
 * Looks for things in a row such as layers: neighbours differ in colour, dash and marker, and the first 180 from each
 * other, as the markers move on by one with each round of the colours.
 */
export function lookOf(index: number): LineLook {
  const round = Math.floor(index / COLOURS.length);
  return {
    colour: COLOURS[index % COLOURS.length]!,
    dash: DASHES[index % DASHES.length]!,
    marker: MARKERS[(index + round) % MARKERS.length]!,
  };
}

/** The look of a mode, the same everywhere: RR green and solid, Ort blue and dashed, Std orange and dotted. */
export function modeLook(mode: string): LineLook {
  return MODE_LOOKS[mode] ?? COMBINATION;
}

/** How the paper writes a mode: RR, Ort, Std; a combination as RR + WEISSI. */
export function modeName(mode: string): string {
  return mode
    .split('+')
    .map((part) => MODE_NAMES[part] ?? part)
    .join(' + ');
}

const MODE_NAMES: Readonly<Record<string, string>> = {
  rr: 'RR',
  'rr-local': 'RR local',
  ort: 'Ort',
  std: 'Std',
  weissi: 'WEISSI',
  weightDecay: 'weight decay',
};

const MODE_LOOKS: Readonly<Record<string, LineLook>> = {
  rr: { colour: 'green', dash: [], marker: 'circle' },
  ort: { colour: 'blue', dash: [6, 3], marker: 'square' },
  std: { colour: 'orange', dash: [2, 2], marker: 'triangle' },
  'rr-local': { colour: 'purple', dash: [8, 3, 2, 3], marker: 'diamond' },
  weissi: { colour: 'yellow', dash: [10, 4], marker: 'cross' },
  weightDecay: { colour: 'muted', dash: [4, 2, 1, 2], marker: 'plus' },
};

const COMBINATION: LineLook = { colour: 'red', dash: [8, 3, 2, 3, 2, 3], marker: 'plus' };

/** A look's colour as the theme has it. */
export function colourOf({ colour }: LineLook, theme: Theme): string {
  if (colour === 'foreground' || colour === 'muted') return theme[colour];
  return theme.charts[colour];
}
