/** Makes sure that there is a Chromium before tests that need one run in parallel. */
import { ensureChromium } from './chromium.mjs';

try {
  process.stdout.write(`Chromium: ${ensureChromium()}\n`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
