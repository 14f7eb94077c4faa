import { useEffect, useState } from 'preact/hooks';
import type { Directions } from './directions';
import type { Tracked } from './matching';
import type { VectorSettings } from './VectorControls';

/** The chosen singular value's number; the choice stays with its direction while the steps change. */
export function useSelection(
  directions: Directions,
  tracked: Tracked,
  order: readonly number[],
  { selected }: VectorSettings,
): readonly [number, (number: number) => void] {
  const [id, setId] = useState<number | undefined>(undefined);
  const followed = id === undefined ? -1 : tracked.ids.indexOf(id);
  const number =
    followed >= 0
      ? directions.kept[followed]!
      : selected.value >= 0 && selected.value < directions.sigma.length
        ? selected.value
        : directions.kept[order[0] ?? 0]!;
  useEffect(() => {
    // After a reload the number is all that is left of a choice; from then on its direction is followed.
    const place = directions.kept.indexOf(number);
    if (id === undefined && place >= 0 && selected.value >= 0) setId(tracked.ids[place]);
    else if (followed >= 0) selected.value = number;
  }, [number, directions]);
  const select = (chosen: number): void => {
    const place = directions.kept.indexOf(chosen);
    setId(place < 0 ? undefined : tracked.ids[place]);
    selected.value = chosen;
  };
  return [number, select];
}
