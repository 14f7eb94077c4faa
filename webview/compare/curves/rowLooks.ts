import type { LineLook, Marker } from '../../charts/lines';
import { modeLook } from '../../charts/lines';

const MARKERS: readonly Marker[] = ['circle', 'square', 'triangle', 'diamond', 'cross', 'plus'];
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

/** The looks of rows, one after the other: none of the first twelve of a colour is like another. */
export class RowLooks {
  private readonly counts = new Map<LineLook, number>();

  /** The row's mode gives the look; of further rows with that look the marker and the dashes are others. */
  next(mode: string): LineLook {
    const look = modeLook(mode);
    const count = this.counts.get(look) ?? 0;
    this.counts.set(look, count + 1);
    if (count === 0) return look;
    const at = (list: readonly unknown[], own: unknown): number => Math.max(0, list.indexOf(own));
    const dash = DASHES.findIndex((each) => each.join() === look.dash.join());
    return {
      ...look,
      marker: MARKERS[(at(MARKERS, look.marker) + count) % MARKERS.length]!,
      dash: DASHES[(Math.max(0, dash) + count) % DASHES.length]!,
    };
  }
}
