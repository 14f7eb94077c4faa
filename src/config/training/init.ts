import * as z from 'zod';

export const initSchema = z
  .strictObject({
    weights: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A file of weights, relative to the config file: safetensors, PyTorch, Keras, ONNX, TensorFlow.js or NumPy, with tensors named <layer>/kernel, <layer>.weight or as "names" says.',
      ),
    run: z
      .string()
      .min(1)
      .optional()
      .describe('Id of a run, a unique prefix of it, or the path of its folder.'),
    step: z.int().min(0).optional().describe("Step of the run's snapshot; the last by default."),
    layers: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Take these layers only; the others start as their initializers say.'),
    names: z
      .record(z.string().min(1), z.string().min(1))
      .optional()
      .describe(
        'What the layers are called in the file, such as { "hidden": "fc1" }; a single weight as { "hidden/gamma": "bn1.weight" }.',
      ),
  })
  .superRefine((init, context) => {
    if ((init.weights === undefined) === (init.run === undefined)) {
      context.addIssue({ code: 'custom', message: 'either "weights" (a file) or "run" (an id)' });
    } else if (init.step !== undefined && init.run === undefined) {
      context.addIssue({ code: 'custom', message: '"step" only beside "run"', path: ['step'] });
    }
  })
  .describe('Where the starting weights come from.');

export type InitOptions = z.output<typeof initSchema>;
