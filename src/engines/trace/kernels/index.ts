import { convolution } from './convolution';
import { elementwise } from './elementwise';
import { registerTracedKernels } from './kernel';
import { products } from './products';
import { reductions } from './reductions';
import { shapes } from './shapes';

registerTracedKernels({ ...convolution, ...elementwise, ...products, ...reductions, ...shapes });
