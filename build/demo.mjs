/**
 * `npm run demo`: trains the peak example under Std, Ort and RR from the same start, prints one table and writes
 * a page that shows what became of the networks. Fewer steps
 * than the paper's 5000, so that it takes one to three minutes on two slow cores.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const STEPS = 3000;
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const config = path.join('examples', 'peak', 'peak.racecar.json');

process.stderr.write(
  `Training ${config} under Std, Ort and RR, ${STEPS} steps each: one to three minutes.\n`,
);
const cli = path.join(root, 'dist', 'cli.js');
const { status } = spawnSync(
  process.execPath,
  [cli, 'train', config, ...['--mode', 'std,ort,rr', '--set', `training.epochs=${STEPS}`]],
  { cwd: root, stdio: 'inherit' },
);
if (status === 0) {
  process.stdout.write(
    [
      '',
      'All three learn the task. Only RR makes the network keep its input: run backwards, it begins to rebuild the images,',
      "its kernel leans on few directions, and those are the data's. Std and Ort leave it as blind to the data as it began.",
      'The paper trains 5000 steps; then RR rebuilds all but 0.56 (racecar train examples/peak/peak.racecar.json).',
      'In this folder, racecar is node dist/cli.js (npm link makes it a command).',
      '',
    ].join('\n'),
  );
}
process.exitCode = status === 0 ? writeReport() : (status ?? 1);

/** The three runs, the newest of their folder, as one page. Returns the exit code. */
function writeReport() {
  const folder = path.join('examples', 'peak', '.racecar');
  const runs = path.join(folder, 'runs');
  const listed = spawnSync(process.execPath, [cli, 'runs', '--runs', runs, '--json'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (listed.status !== 0) return listed.status ?? 1;
  const ids = JSON.parse(listed.stdout)
    .slice(0, 3)
    .map(({ run }) => run)
    .reverse();
  process.stdout.write(
    'See inside them in a browser: the reconstructions and the singular vectors, at any step.\n',
  );
  const html = path.join(folder, 'demo.html');
  const written = spawnSync(process.execPath, [cli, 'report', ...ids, '--runs', runs, '--html', html], {
    cwd: root,
    stdio: 'inherit',
  });
  return written.status ?? 1;
}
