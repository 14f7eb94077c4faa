/** The step nearest to another, of equals the earlier; undefined where there is none. */
export function nearestOf(steps: readonly number[], step: number): number | undefined {
  return steps.reduce<number | undefined>(
    (best, each) => (best === undefined || Math.abs(each - step) < Math.abs(best - step) ? each : best),
    undefined,
  );
}
