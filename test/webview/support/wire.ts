/** What crosses between the test and the page is JSON; ArrayBuffers go as base64. */
export function pack(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, pack(each)]));
  }
  return value;
}
