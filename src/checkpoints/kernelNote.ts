import type { CheckpointFormat } from './checkpoint';
import type { KernelLayout, MatrixForm } from './kernelLayout';
import type { AssumedLayout } from './layoutConventions';

const AXES: Readonly<Record<KernelLayout, (spatial: string) => string>> = {
  'in-out': () => '[in, out]',
  'out-in': () => '[out, in]',
  'spatial-in-out': (spatial) => `[${spatial}, in, out]`,
  'spatial-out-in': (spatial) => `[${spatial}, out, in]`,
  'out-in-spatial': (spatial) => `[out, in, ${spatial}]`,
  'in-out-spatial': (spatial) => `[in, out, ${spatial}]`,
  'spatial-depthwise': (spatial) => `[${spatial}, in, multiplier]`,
  'depthwise-spatial': (spatial) => `[out, 1, ${spatial}]`,
  'in-heads': () => '[in, heads, dim]',
  'heads-out': () => '[heads, dim, out]',
  embedding: () => '[entries, features]',
  unknown: () => 'as stored',
};

const FORMAT_NAMES: Readonly<Record<CheckpointFormat, string>> = {
  safetensors: 'PyTorch',
  pytorch: 'PyTorch',
  onnx: 'ONNX',
  keras: 'Keras',
  tfjs: 'TensorFlow.js',
  npy: 'the file',
  npz: 'the file',
};

/** A kernel's axes as stored, such as "[out, in]". */
export function axesOf(layout: KernelLayout, rank: number): string {
  return AXES[layout](['', '', '', 'k', 'kh, kw', 'kd, kh, kw'][rank] ?? '');
}

/**
 * How a kernel's matrix came from its tensor; undefined where that is as stored.
 *
 * @param assumed what was concluded where the file does not say how the axes are ordered; undefined where it does
 */
export function kernelNote(
  layout: KernelLayout,
  rank: number,
  { rows, columns }: MatrixForm,
  format: CheckpointFormat,
  assumed?: AssumedLayout,
): string | undefined {
  const axes = axesOf(layout, rank);
  const stored = storedAs(layout, axes, programOf(format, layout), assumed);
  const matrix = `shown as a matrix [${rows}, ${columns}]`;
  switch (layout) {
    case 'in-out':
      return assumed?.because === 'GPT-2' ? `taken as ${axes}, as GPT-2 stores it` : undefined;
    case 'embedding':
      return undefined;
    case 'in-heads':
      return `${matrix}: columns go over the heads`;
    case 'heads-out':
      return `${matrix}: rows go over the heads`;
    case 'unknown':
      return 'shown as stored: which axis is the input is not known';
    case 'out-in':
      return `shown transposed: ${stored}`;
    case 'spatial-in-out':
      return `${matrix}: rows go over the kernel's places and inputs${doubtOf(layout, rank, assumed)}`;
    case 'spatial-depthwise':
    case 'depthwise-spatial':
      return `${matrix} with a column for each channel's filter: ${stored}`;
    case 'spatial-out-in':
    case 'out-in-spatial':
    case 'in-out-spatial':
      return `${matrix}, rows over the kernel's places and inputs: ${stored}${doubtOf(layout, rank, assumed)}`;
  }
}

/** Whose order of axes it is: Keras's also in files that any program writes. */
function programOf(format: CheckpointFormat, layout: KernelLayout): string {
  return layout.startsWith('spatial-') && format !== 'tfjs' ? FORMAT_NAMES.keras : FORMAT_NAMES[format];
}

function storedAs(layout: KernelLayout, axes: string, format: string, assumed?: AssumedLayout): string {
  const isTransposed = layout === 'spatial-out-in' || layout === 'in-out-spatial';
  const kind = isTransposed ? ' for a transposed convolution' : '';
  if (assumed === undefined) return `${format} stores ${axes}${kind}`;
  if (assumed.because === 'guess') return `taken as ${axes}, a guess by their lengths`;
  const taken = `taken as ${axes}, as ${format} stores it${kind}`;
  if (assumed.because === 'bias') return `${taken}, which the length of its bias says it is`;
  return assumed.because === 'Keras name' ? `${taken}, which its name says it is` : taken;
}

/** What else a kernel may be: one whose order of axes is not written anywhere, or whose name has a word of transposed ones. */
function doubtOf(layout: KernelLayout, rank: number, assumed?: AssumedLayout): string {
  if (assumed?.because === 'guess' && layout === 'spatial-in-out')
    return `; that its axes are ${axesOf(layout, rank)} is a guess by their lengths`;
  if (assumed?.because !== 'doubt') return '';
  const other = axesOf(layout === 'spatial-in-out' ? 'spatial-out-in' : 'in-out-spatial', rank);
  return `; if it is a transposed convolution, as its name may mean, it has ${other} and another matrix`;
}
