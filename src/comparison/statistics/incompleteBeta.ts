import { logBeta } from './gammaFunction';

const TINY = 1e-300;
const EPSILON = 1e-16;
const MOST_TERMS = 10_000;

/**
 * The regularized incomplete beta function I_x(a, b), by its continued fraction (NIST DLMF 8.17.22) and Lentz's method.
 *
 * @param x  from 0 to 1
 * @param y  1 - x, where the caller knows it to more digits
 */
export function incompleteBeta(x: number, a: number, b: number, y = 1 - x): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta(a, b));
  // The fraction converges quickly on one side of the mean, and I_x(a, b) = 1 - I_(1-x)(b, a) has the other.
  if (x > (a + 1) / (a + b + 2)) return 1 - (front / b) * fraction(y, b, a);
  return (front / a) * fraction(x, a, b);
}

function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 / away(1 + term * d);
      c = away(1 + term / c);
      change = c * d;
      value *= change;
    }
    if (Math.abs(change - 1) < EPSILON) break;
  }
  return value;
}

function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
