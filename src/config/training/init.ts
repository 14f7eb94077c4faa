import * as z from 'zod';

export const initSchema = z
  .strictObject({
    weights: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A file of weights, relative to the config file: safetensors, PyTorch, Keras, ONNX, TensorFlow.js or NumPy. Layers are found by their names, also behind a prefix such as "module."; "names" says what they are called otherwise.',
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
        'What the layers are called in the file, such as { "hidden": "fc1" }; their batch norm as { "hidden/batchNorm": "bn1" }, a single weight as { "hidden/gamma": "bn1.weight" }.',
      ),
    flatten: z
      .enum(['channelsFirst', 'channelsLast'])
      .optional()
      .describe(
        "In which order the file's network flattens images for a dense layer: channelsFirst as PyTorch does, channelsLast as Keras and Racecar do; as the file tells by default.",
      ),
  })
  .superRefine((init, context) => {
    if ((init.weights === undefined) === (init.run === undefined)) {
      context.addIssue({ code: 'custom', message: 'either "weights" (a file) or "run" (an id)' });
    } else if (init.step !== undefined && init.run === undefined) {
      context.addIssue({ code: 'custom', message: '"step" only beside "run"', path: ['step'] });
    } else if (init.flatten !== undefined && init.weights === undefined) {
      context.addIssue({ code: 'custom', message: '"flatten" only beside "weights"', path: ['flatten'] });
    }
  })
  .describe('Where the starting weights come from.');

export type InitOptions = z.output<typeof initSchema>;
