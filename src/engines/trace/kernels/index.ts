import { convolution } from './convolution';
import { elementwise } from './elementwise';
import { registerTracedKernels } from './kernel';
import { portable } from './portable';
import { products } from './products';
import { reductions } from './reductions';
import { shapes } from './shapes';

const common = { ...convolution, ...elementwise, ...products, ...reductions, ...shapes };
registerTracedKernels(common, 'fast');
registerTracedKernels({ ...common, ...portable }, 'portable');
