/**
 * A value as a field of CSV (RFC 4180). A number stays what it is; a text that a spreadsheet would take for a formula,
 * such as a tensor's name out of somebody's file, is kept from it by an apostrophe.
 */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
