/**
 * Whether a training in a mode depends on a key of the config: a regularizer's options mean nothing in a mode without it;
 * rr-local falls back to those of rr.
 */
export function isRelevant(key: string, mode: string): boolean {
  const [, regularizer] = /^regularization\.(rr-local|rr|ort|weissi)\./.exec(key) ?? [];
  if (regularizer === undefined) return true;
  const own = mode.split('+');
  return own.includes(regularizer) || (regularizer === 'rr' && own.includes('rr-local'));
}
