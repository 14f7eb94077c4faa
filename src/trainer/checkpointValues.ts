import type { StoredTensor } from '../checkpoints/checkpoint';
import type { Dtype, Values } from '../checkpoints/dtypes';
import { DTYPES } from '../checkpoints/dtypes';
import { countOf } from '../checkpoints/lists';
import { UserError } from '../config/userError';
import { EPSILON } from '../network/batchNorm';

/** Types of numbers that are no floating-point ones. */
const WHOLE_NUMBERS = /^(u?int\d*|[iu]\d+|bool)$/;

/** Names of types that no weights have, of NumPy, safetensors and PyTorch's storages, in words. */
const OTHER_TYPES: Readonly<Record<string, string>> = {
  c64: 'complex64',
  c8: 'complex64',
  c16: 'complex128',
  complexfloat: 'complex64',
  complexdouble: 'complex128',
};

/** Largest number that float32 holds. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

/** Epsilon of PyTorch's batch norm where its user gives none; a state dict does not hold it. */
const PYTORCH_EPSILON = 1e-5;

/** @throws UserError where a weight's tensor holds numbers that are none: of another type, or whole ones without a scale */
export function requireFloats(weight: string, { info }: StoredTensor, file: string): void {
  const { name, dtype, quantisation } = info;
  if (quantisation !== undefined) return;
  const title = titleOf(dtype);
  if (WHOLE_NUMBERS.test(dtype)) {
    throw new UserError(
      `${weight}: found "${name}" of ${title}, whole numbers whose scale the file does not say, expected floating-point numbers`,
      {
        place: { file },
        hint: 'Quantised weights stand for others. Save the model dequantised, or as it was before, and name that file; or leave the layer out of training.init.layers.',
      },
    );
  }
  if (Object.hasOwn(DTYPES, dtype)) return;
  throw new UserError(`${weight}: found "${name}" of ${title}, expected floating-point numbers`, {
    place: { file },
    hint: 'Save it as float32, or leave the layer out of training.init.layers.',
  });
}

/** A type's name in words. */
export function titleOf(dtype: string): string {
  if (Object.hasOwn(DTYPES, dtype)) return DTYPES[dtype as Dtype].title;
  const code = dtype.replace(/^[<>=|]/, '');
  return Object.hasOwn(OTHER_TYPES, code) ? OTHER_TYPES[code]! : dtype;
}

/** @throws UserError where a number is not finite, or float32, which networks are trained in, does not hold it */
export function requireFloat32(weight: string, tensor: string, values: Values, file: string): void {
  const at = values.findIndex((value) => !(Math.abs(value) <= LARGEST));
  if (at < 0) return;
  const found = values[at]!;
  if (Number.isFinite(found)) {
    throw new UserError(
      `${weight}: found ${found} in "${tensor}" at entry ${at}, expected numbers within float32, up to ${LARGEST.toPrecision(3)}`,
      {
        place: { file },
        hint: 'Networks are trained in float32. Scale the weights down, or take another file.',
      },
    );
  }
  throw new UserError(`${weight}: found ${found} at entry ${at}, expected finite numbers`, {
    place: { file },
    hint: 'Was it saved after its training had diverged? Take an earlier snapshot.',
  });
}

/**
 * A moving variance for Racecar's batch norm: what the file adds to it before the root, beyond what Racecar adds, is in it.
 *
 *     variance' = max(0, variance + epsilon of the file - epsilon of Racecar)
 *
 * @returns the note says what was done; undefined where both are the same
 */
export function foldedVariance(
  { info, use }: StoredTensor,
  variance: Values,
): { readonly values: Values; readonly note?: string } {
  const isPytorch = /(^|[./])running_var$/.test(info.name);
  const epsilon = use?.epsilon ?? (isPytorch ? PYTORCH_EPSILON : EPSILON);
  const difference = epsilon - EPSILON;
  // An epsilon may have gone through float32.
  if (Math.abs(difference) <= 1e-6 * EPSILON) return { values: variance };
  const small = Array.from(variance).filter((value) => value + difference < 0).length;
  const source =
    use?.epsilon === undefined ? "PyTorch's default, as the file does not hold it" : 'of the file';
  const change = `${short(Math.abs(difference))} ${difference < 0 ? 'smaller' : 'larger'}`;
  const done = `batch norm's epsilon is ${short(epsilon)} (${source}), Racecar's ${short(EPSILON)}; each moving variance is taken ${change} than in the file, so that both networks give the same`;
  const not =
    small === 0
      ? ''
      : `, except in ${countOf(small, 'channel')} of ${variance.length} whose variance is smaller than that: it becomes 0, and they give less than in the file`;
  return { values: variance.map((value) => Math.max(0, value + difference)), note: done + not };
}

/** A small number in few characters, such as 1e-5. */
function short(value: number): string {
  return Number(value.toPrecision(3)).toExponential();
}
