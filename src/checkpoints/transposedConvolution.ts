/**
 * What says that a convolution's kernel is a transposed one's, which has the axes of its inputs and outputs the other
 * way round.
 * - `bias`: the bias has an entry for each output, and only the other axis has as many
 * - `Keras name`: the name that Keras gives to its transposed convolutions
 * - `doubt`: no more than a word in its name
 */
export type TransposedEvidence = 'bias' | 'Keras name' | 'doubt';

/** Keras names a layer, and a path in Keras 3's files, after its class. */
const KERAS_NAME = /(^|[./])conv[123]d_transpose(_\d+)?[./]/;

/** Words that people call transposed convolutions by; ordinary ones that follow an upsampling have them too. */
const HINT = /transpose|deconv|up_?conv|^ups?\d*$|^upsampl(e|er|ing)\d*$/i;

/** A kernel's name, and the names that its bias has beside it. */
const BIASES: readonly (readonly [kernel: RegExp, bias: string])[] = [
  [/([./])kernel(:0)?$/, '$1bias$2'],
  [/(?<=[./]vars[./])0$/, '1'],
  [/(^|[./])weight$/, '$1bias'],
];

/**
 * @param shape         of three axes or more
 * @param spatialFirst  whether the format has [kh, kw, in, out] for ordinary convolutions, else [out, in, kh, kw]
 * @param shapeOf       the shape of another tensor of the file
 * @returns undefined for an ordinary convolution
 */
export function transposedEvidence(
  name: string,
  shape: readonly number[],
  spatialFirst: boolean,
  shapeOf: (name: string) => readonly number[] | undefined,
): TransposedEvidence | undefined {
  const [outputs, inputs] = spatialFirst ? [shape.at(-1)!, shape.at(-2)!] : [shape[0]!, shape[1]!];
  const bias = biasName(name);
  const biasShape = bias === undefined ? undefined : shapeOf(bias);
  if (biasShape?.length === 1 && inputs !== outputs) {
    if (biasShape[0] === outputs) return undefined;
    if (biasShape[0] === inputs) return 'bias';
  }
  if (spatialFirst && KERAS_NAME.test(name)) return 'Keras name';
  return isHinted(name) ? 'doubt' : undefined;
}

function biasName(kernel: string): string | undefined {
  const ending = BIASES.find(([each]) => each.test(kernel));
  return ending && kernel.replace(...ending);
}

/** Whether the name of the layer itself has one of the words; numbers are places in a list. */
function isHinted(name: string): boolean {
  const parts = name.replace(/[./](weight|kernel(:0)?|vars[./]0)$/, '').split(/[./]/);
  const own = parts.findLast((part) => !/^\d+$/.test(part));
  return own !== undefined && HINT.test(own);
}
