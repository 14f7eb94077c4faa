import { theme } from '../page/theme';
import type { LineLook } from './lines';
import { colourOf, KEY_LENGTH } from './lines';
import { markerStrokes } from './paintLines';

const HEIGHT = 12;

/** How a line looks, for a legend: its dashes, and its marker in the middle. */
export function Swatch({ look }: { readonly look: LineLook }) {
  const colour = colourOf(look, theme.value);
  const marker = markerStrokes(look.marker).map((corners) => {
    const at = corners.map(
      ([x, y]) => `${(KEY_LENGTH / 2 + x * 3).toFixed(2)} ${(HEIGHT / 2 + y * 3).toFixed(2)}`,
    );
    return `M${at.join('L')}`;
  });
  return (
    <svg
      class="swatch"
      width={KEY_LENGTH}
      height={HEIGHT}
      viewBox={`0 0 ${KEY_LENGTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <path
        d={`M0 ${HEIGHT / 2}h${KEY_LENGTH}`}
        stroke={colour}
        stroke-width="1.5"
        stroke-dasharray={look.dash.join(' ')}
      />
      <path d={marker.join('')} stroke={colour} stroke-width="1.25" class="swatch-marker" />
    </svg>
  );
}
