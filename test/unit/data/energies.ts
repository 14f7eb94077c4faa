/**
 * The largest shares of the energy ‖X‖² that lie in single directions (uncentred PCA): the largest eigenvalues
 * of XXᵀ over its trace, by power iteration with deflation.
 *
 * @param samples X [rows, columns], rows first
 */
export function energies(samples: Uint8Array, rows: number, count: number): number[] {
  const columns = samples.length / rows;
  const gram = Array.from({ length: rows }, (_, i) =>
    Float64Array.from({ length: rows }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += samples[i * columns + k]! * samples[j * columns + k]!;
      return sum;
    }),
  );
  const total = gram.reduce((trace, row, i) => trace + row[i]!, 0);
  return Array.from({ length: count }, () => {
    let vector = Float64Array.from({ length: rows }, (_, i) => 1 + Math.sin(i));
    let value = 0;
    for (let step = 0; step < 500; step++) {
      const next = Float64Array.from(gram, (row) => row.reduce((sum, x, j) => sum + x * vector[j]!, 0));
      value = Math.hypot(...next);
      vector = next.map((x) => x / value);
    }
    gram.forEach((row, i) => row.forEach((_, j) => (row[j]! -= value * vector[i]! * vector[j]!)));
    return value / total;
  });
}
