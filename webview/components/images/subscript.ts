/** A whole number in Unicode's subscript digits: h₁. */
export function subscript(number: number): string {
  return String(number).replace(/\d/g, (digit) => String.fromCharCode(0x2080 + Number(digit)));
}
