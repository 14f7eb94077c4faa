import { useMemo } from 'preact/hooks';
import { LargePicture } from '../../components/images/LargePicture';
import { Picture } from '../../components/images/Picture';
import type { PixelPlan } from '../../components/images/pixelPlan';
import { rangeOf, symmetricAround, unitVectorRange } from '../../components/images/valueScale';

/** `fixed`: 3/√n for every unit vector of n values; `own`: each picture to its largest magnitude. */
export const COLOUR_RANGES = ['fixed', 'own'] as const;
export type ColourRange = (typeof COLOUR_RANGES)[number];

export interface DirectionPictureProps {
  readonly plan: PixelPlan;
  readonly vector: Float32Array;
  readonly sign: 1 | -1;
  readonly colours: ColourRange;
  readonly box: { readonly width: number; readonly height: number };
  readonly label: string;
  /** Its values can be read by keyboard. */
  readonly isLarge?: boolean;
}

/** A unit vector of a layer's input or output space as a picture, on the scale centred on zero. */
export function DirectionPicture({
  plan,
  vector,
  sign,
  colours,
  box,
  label,
  isLarge,
}: DirectionPictureProps) {
  const values = useMemo(() => (sign === 1 ? vector : vector.map((value) => -value)), [vector, sign]);
  const range = useMemo(
    () => (colours === 'fixed' ? unitVectorRange(vector.length) : symmetricAround(rangeOf(vector))),
    [vector, colours],
  );
  const props = { plan, values, range, table: 'diverging', box, label } as const;
  return isLarge === true ? <LargePicture {...props} /> : <Picture {...props} />;
}
