import { useMemo } from 'preact/hooks';
import { LargePicture } from '../../components/images/LargePicture';
import { Picture } from '../../components/images/Picture';
import type { PixelPlan } from '../../components/images/pixelPlan';
import type { ValueRange } from '../../components/images/valueScale';
import { rangeOf, symmetricAround, unitVectorRange } from '../../components/images/valueScale';

/** `fixed`: 3/√n for every unit vector of n values; `own`: each picture to its largest magnitude. */
export const COLOUR_RANGES = ['fixed', 'own'] as const;
export type ColourRange = (typeof COLOUR_RANGES)[number];

/** How the vectors of a kernel's two spaces become pictures. */
export interface DirectionPlans {
  readonly inputs: PixelPlan;
  readonly outputs: PixelPlan;
}

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
  const values = useMemo(() => signedVector(vector, sign), [vector, sign]);
  const range = useMemo(() => directionRange(vector, colours), [vector, colours]);
  const props = { plan, values, range, table: 'diverging', box, label } as const;
  return isLarge === true ? <LargePicture {...props} /> : <Picture {...props} />;
}

/** A direction has no sign of its own: it is shown with the one given. */
export function signedVector(vector: Float32Array, sign: 1 | -1): Float32Array {
  return sign === 1 ? vector : vector.map((value) => -value);
}

/** What the ends of a direction's colours stand for. */
export function directionRange(vector: Float32Array, colours: ColourRange): ValueRange {
  return colours === 'fixed' ? unitVectorRange(vector.length) : symmetricAround(rangeOf(vector));
}
