/**
 * p-values of several tests at once, adjusted so that the chance of even one false alarm among them stays below a level:
 * Holm's step-down method (Scandinavian Journal of Statistics 6, 1979).
 *
 * @returns in the order of `ps`, each at least its own and at most 1
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = new Array<number>(ps.length);
  let highest = 0;
  order.forEach((index, rank) => {
    highest = Math.max(highest, Math.min(1, (ps.length - rank) * ps[index]!));
    adjusted[index] = highest;
  });
  return adjusted;
}
