import type { WindowOptions } from '../../runner/window';
import { files, peakConfig } from '../../support/workspaces';

/** A config with a value of the wrong type, an unknown key and a layer whose input does not fit. */
const WRONG = `{
  "data": { "kind": "peak", "train": "many" },
  "network": {
    "input": [28, 28, 1],
    "layers": [
      { "type": "dense", "units": 16, "actvation": "relu" },
      { "type": "dense", "units": 2 }
    ]
  },
  "training": { "epochs": 10, "batchSize": 100 }
}
`;

export default {
  workspace: async (folder) =>
    files({
      'peak.racecar.json': await peakConfig(20),
      'windows.racecar.json': (await peakConfig(20)).replaceAll('\n', '\r\n'),
      'unsaved.racecar.json': await peakConfig(20),
      'wrong.racecar.json': WRONG,
    })(folder),
} satisfies WindowOptions;
