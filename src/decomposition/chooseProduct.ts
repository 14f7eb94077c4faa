import { UserError } from '../config/userError';
import type { MatrixProduct } from '../diagnostics/svd/products/matrixProduct';
import { packedProduct } from '../diagnostics/svd/products/packedProduct';
import { withSmallProducts } from '../diagnostics/svd/products/smallProduct';
import { openOnnxMatrixProduct } from '../engines/onnx/matrixProduct';

/**
 * Up to this many multiplications for a Gram matrix, a third of what 784 x 128 takes, an SVD with our own products is
 * about as fast, and onnxruntime need not be loaded for it, which takes ten times as long.
 */
const SMALL = 2 ** 22;
/** Side of the square matrices that the two are compared with. */
const PROBE_SIZE = 192;
const PROBES = 3;
/** What is this many times as fast is so every time. */
const CLEARLY = 1.5;

/** The matrix products for matrices of any size. Which it is depends on the size and the machine alone, as do the last bits. */
export class Products {
  private readonly own = packedProduct();
  private readonly small = withSmallProducts(this.own);
  private large: Promise<MatrixProduct> | undefined;

  constructor(private readonly threads: number) {}

  for(rows: number, columns: number): Promise<MatrixProduct> {
    if (rows * columns * Math.min(rows, columns) <= SMALL) return Promise.resolve(this.small);
    this.large ??= chooseProduct(this.own, this.threads);
    return this.large;
  }
}

/**
 * The faster of onnxruntime's double-precision products and our own in WebAssembly. onnxruntime's are vectorised on x64 and
 * taken there unseen; elsewhere both are tried, and ours taken unless those are clearly faster, so that the choice does
 * not change from one time to the next. Single precision is onnxruntime's wherever it loads.
 */
export async function chooseProduct(
  own: MatrixProduct,
  threads: number,
  architecture: string = process.arch,
): Promise<MatrixProduct> {
  const library = await openOnnxMatrixProduct(threads).catch((error: unknown) => {
    // The engines tell the user; here there is another way.
    if (error instanceof UserError) return undefined;
    throw error;
  });
  if (library === undefined) return withSmallProducts(own);
  const takesLibrary =
    architecture === 'x64' || CLEARLY * (await shortestTime(library)) < (await shortestTime(own));
  return withSmallProducts({
    multiply: takesLibrary ? library.multiply : own.multiply,
    multiplySingle: library.multiplySingle,
  });
}

/** Milliseconds; the first product of a library, which takes longer, does not count. */
async function shortestTime({ multiply }: Pick<MatrixProduct, 'multiply'>): Promise<number> {
  const size = PROBE_SIZE;
  const values = Float64Array.from({ length: size * size }, (_, i) => (i % 7) - 3);
  const matrix = { values, rows: size, columns: size };
  await multiply(matrix, matrix);
  let shortest = Infinity;
  for (let i = 0; i < PROBES; i++) {
    const from = performance.now();
    await multiply(matrix, matrix);
    shortest = Math.min(shortest, performance.now() - from);
  }
  return shortest;
}
