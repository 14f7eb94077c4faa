/**
 * The sign that a singular vector is shown with: the decomposition leaves it open, and a picture that turned into its
 * negative from step to step would flicker. The sum of cubes is positive where the strong entries are, and changes
 * little when the vector does.
 */
export function signOf(vector: ArrayLike<number>): 1 | -1 {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! ** 3;
  return sum < 0 ? -1 : 1;
}
