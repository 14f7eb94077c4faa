import { beforeEach } from 'vitest';
import { openTensorflowEngine } from '../../../src/engines/tensorflow/tensorflowEngine';

// Under npm run test:tensorflow: without TensorFlow there is nothing to test.
const reason = await openTensorflowEngine('tensorflow').then(
  () => undefined,
  (error: Error) => error.message,
);
if (reason !== undefined) {
  process.stderr.write(`skipped: ${reason}\n  CONTRIBUTING.md says how to get it.\n`);
  beforeEach(({ skip }) => skip(reason));
}
