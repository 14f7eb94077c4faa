/*
 * The product of two matrices in float64, for where no library has a fast one: both are packed into panels of four
 * (rows of A, columns of B), and sixteen sums at a time stay in registers. After Goto & van de Geijn 2008, "Anatomy of
 * high-performance matrix multiplication".
 */

/** Rows of A and columns of B that one pass of the innermost loop takes. */
const PANEL = 4;

/**
 * Packs a block of A, whose entry (i, k) lies at a + 8 (i rowStride + k columnStride), into panels of four rows.
 * Rows beyond the last become zeros.
 */
export function packRows(
  a: usize,
  rowStride: i32,
  columnStride: i32,
  rows: i32,
  depth: i32,
  packed: usize,
): void {
  packPanels(a, (<usize>rowStride) << 3, (<usize>columnStride) << 3, rows, depth, packed);
}

/** Packs a block of B, whose entry (k, j) lies at b + 8 (k rowStride + j columnStride), into panels of four columns. */
export function packColumns(
  b: usize,
  rowStride: i32,
  columnStride: i32,
  depth: i32,
  columns: i32,
  packed: usize,
): void {
  packPanels(b, (<usize>columnStride) << 3, (<usize>rowStride) << 3, columns, depth, packed);
}

function packPanels(source: usize, across: usize, along: usize, width: i32, depth: i32, packed: usize): void {
  let to = packed;
  for (let first = 0; first < width; first += PANEL) {
    const panel = source + <usize>first * across;
    const present = min(PANEL, width - first);
    if (present === PANEL) {
      for (let k = 0; k < depth; k++, to += 32) {
        const from = panel + <usize>k * along;
        store<f64>(to, load<f64>(from));
        store<f64>(to, load<f64>(from + across), 8);
        store<f64>(to, load<f64>(from + 2 * across), 16);
        store<f64>(to, load<f64>(from + 3 * across), 24);
      }
      continue;
    }
    for (let k = 0; k < depth; k++) {
      const from = panel + <usize>k * along;
      for (let r = 0; r < PANEL; r++, to += 8) {
        store<f64>(to, r < present ? load<f64>(from + <usize>r * across) : 0);
      }
    }
  }
}

/** C += A B of packed blocks. Rows and columns are multiples of four; `stride` is that of C. */
export function addPackedProduct(
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  c: usize,
  stride: i32,
): void {
  const panelBytes: usize = (<usize>depth) << 5;
  const step: usize = (<usize>stride) << 3;
  for (let j = 0; j < columns; j += PANEL) {
    const panelOfB = b + <usize>(j >> 2) * panelBytes;
    for (let i = 0; i < rows; i += PANEL) {
      let left = a + <usize>(i >> 2) * panelBytes;
      let right = panelOfB;
      const end = left + panelBytes;
      let c00 = f64x2.splat(0);
      let c01 = f64x2.splat(0);
      let c10 = f64x2.splat(0);
      let c11 = f64x2.splat(0);
      let c20 = f64x2.splat(0);
      let c21 = f64x2.splat(0);
      let c30 = f64x2.splat(0);
      let c31 = f64x2.splat(0);
      for (; left < end; left += 32, right += 32) {
        const b0 = v128.load(right);
        const b1 = v128.load(right, 16);
        let value = v128.load64_splat(left);
        c00 = f64x2.add(c00, f64x2.mul(value, b0));
        c01 = f64x2.add(c01, f64x2.mul(value, b1));
        value = v128.load64_splat(left, 8);
        c10 = f64x2.add(c10, f64x2.mul(value, b0));
        c11 = f64x2.add(c11, f64x2.mul(value, b1));
        value = v128.load64_splat(left, 16);
        c20 = f64x2.add(c20, f64x2.mul(value, b0));
        c21 = f64x2.add(c21, f64x2.mul(value, b1));
        value = v128.load64_splat(left, 24);
        c30 = f64x2.add(c30, f64x2.mul(value, b0));
        c31 = f64x2.add(c31, f64x2.mul(value, b1));
      }
      let row = c + <usize>i * step + ((<usize>j) << 3);
      addPair(row, c00, c01);
      row += step;
      addPair(row, c10, c11);
      row += step;
      addPair(row, c20, c21);
      row += step;
      addPair(row, c30, c31);
    }
  }
}

function addPair(to: usize, first: v128, second: v128): void {
  v128.store(to, f64x2.add(v128.load(to), first));
  v128.store(to, f64x2.add(v128.load(to, 16), second), 16);
}
