import fc from 'fast-check';

/**
 * fast-check with one seed for all properties, so that a run of the tests can be repeated as it was: by
 * `RACECAR_TEST_SEED` another one is taken, by `random` a new one each time.
 */
const seed = process.env.RACECAR_TEST_SEED ?? '2007';

if (seed !== 'random') fc.configureGlobal({ seed: wholeNumber(seed) });

function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text))
    throw new Error(`RACECAR_TEST_SEED is ${text}: expected a whole number or "random".`);
  return Number(text);
}

export default fc;
