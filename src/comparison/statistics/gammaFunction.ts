/**
 * Stirling's series for ln Gamma: sum B_2k / (2k (2k-1) x^(2k-1)); at x >= 12 its first left out term is below 1e-18.
 * NIST Digital Library of Mathematical Functions, 5.11.1.
 */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];
const LARGE = 12;

/** ln Gamma(x) for x > 0, to about 1e-15 of the larger of 1 and itself. */
export function logGamma(x: number): number {
  // Gamma(x) = Gamma(x + n) / (x (x+1) … (x+n-1)), to where the series is exact.
  let product = 1;
  let shifted = x;
  while (shifted < LARGE) product *= shifted++;
  return (shifted - 0.5) * Math.log(shifted) - shifted + stirling(shifted) - Math.log(product);
}

/** What Stirling's formula leaves out, with its constant ln sqrt(2 pi). */
function stirling(x: number): number {
  const square = 1 / (x * x);
  const series = STIRLING.reduceRight((sum, coefficient) => sum * square + coefficient, 0);
  return series / x + Math.log(2 * Math.PI) / 2;
}

/** ln B(a, b) = ln Gamma(a) + ln Gamma(b) - ln Gamma(a + b), without the loss of digits where one of them is large. */
export function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  if (large < LARGE) return logGamma(a) + logGamma(b) - logGamma(a + b);
  // ln Gamma(large) - ln Gamma(large + small), with the large terms taken together.
  const ratio = -(large - 0.5) * Math.log1p(small / large) - small * Math.log(large + small) + small;
  return logGamma(small) + ratio + stirling(large) - stirling(large + small);
}
