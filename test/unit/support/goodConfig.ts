/** A config without mistakes, for tests that put some in. */
export const GOOD_CONFIG = `{
  // A comment.
  "data": { "kind": "peak", "train": 20, "test": 4 },
  "network": {
    "input": [28, 28, 1],
    "layers": [
      { "type": "flatten" },
      { "type": "dense", "name": "hidden", "units": 8, "activation": "relu" }, // hidden
      { "type": "dense", "units": 2 }
    ]
  },
  "regularization": { "mode": "rr", "rr": { "lambda": 1e-6, "reduction": "sum" } },
  "training": { "batchSize": 10, "epochs": 3 }
}
`;

/** The config with one text replaced by another. */
export function withMistake(from: string, to: string): string {
  if (!GOOD_CONFIG.includes(from)) throw new Error(`the good config has no ${from}`);
  return GOOD_CONFIG.replace(from, to);
}
