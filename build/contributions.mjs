/**
 * Writes what src/extension/contributions.ts says into package.json and package.nls.json.
 * `--check` only tells whether they agree.
 */
import { build } from 'esbuild';
import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const source = await load('src/extension/contributions.ts');
const texts = {};

/** A text's key for package.json; the text itself goes to package.nls.json. */
function text(key, english) {
  texts[key] = english;
  return `%${key}%`;
}

const entries = Object.entries;
const withoutUndefined = (object) =>
  Object.fromEntries(entries(object).filter(([, value]) => value !== undefined));

function commands() {
  return entries(source.COMMANDS).map(([command, { title, icon, enablement }]) =>
    withoutUndefined({
      command,
      title: text(`${command}.title`, title),
      category: 'Racecar',
      icon,
      enablement,
    }),
  );
}

function menus() {
  const palette = entries(source.COMMANDS)
    .filter(([, { inPalette, enablement }]) => inPalette === false || enablement !== undefined)
    .map(([command, { inPalette, enablement }]) => ({
      command,
      when: inPalette === false ? 'false' : enablement,
    }));
  return { commandPalette: palette, ...source.MENUS };
}

function settings() {
  const properties = entries(source.SETTINGS).map(([id, setting], order) => [
    id,
    { ...setting, markdownDescription: text(`${id}.description`, setting.markdownDescription), order },
  ]);
  return { title: 'Racecar', properties: Object.fromEntries(properties) };
}

function walkthrough() {
  const { title, description, steps } = source.WALKTHROUGH;
  return {
    id: 'racecar',
    title: text('walkthrough.title', title),
    description: text('walkthrough.description', description),
    steps: steps.map((step) => ({
      id: step.id,
      title: text(`walkthrough.${step.id}.title`, step.title),
      description: text(`walkthrough.${step.id}.description`, step.description),
      media: {
        svg: `media/walkthrough/${step.id}.svg`,
        altText: text(`walkthrough.${step.id}.altText`, step.altText),
      },
      completionEvents: step.completionEvents,
    })),
  };
}

const contributes = {
  commands: commands(),
  menus: menus(),
  configuration: settings(),
  languages: [{ id: 'jsonc', filenamePatterns: ['*.racecar.json', '*.racecompare'] }],
  jsonValidation: [{ fileMatch: '*.racecar.json', url: './dist/racecar.editor.schema.json' }],
  viewsContainers: {
    activitybar: [{ id: 'racecar', title: 'Racecar', icon: 'media/racecar.svg' }],
  },
  views: { racecar: source.VIEWS.map((view) => ({ ...view, name: text(`${view.id}.name`, view.name) })) },
  customEditors: source.CUSTOM_EDITORS.map((editor) => ({
    ...editor,
    displayName: text(`${editor.viewType}.name`, editor.displayName),
  })),
  viewsWelcome: source.WELCOME.map((welcome, index) => ({
    ...welcome,
    contents: text(`welcome.${index}`, welcome.contents),
  })),
  walkthroughs: [walkthrough()],
  taskDefinitions: [
    {
      type: source.TASK_TYPE,
      required: ['config'],
      properties: {
        config: { type: 'string', description: text('task.config', source.TASK_TEXTS.config) },
        mode: { type: 'string', description: text('task.mode', source.TASK_TEXTS.mode) },
        seeds: { type: 'integer', minimum: 1, description: text('task.seeds', source.TASK_TEXTS.seeds) },
        engine: { type: 'string', description: text('task.engine', source.TASK_TEXTS.engine) },
      },
    },
  ],
  colors: entries(source.THEME_COLORS).map(([id, { description, defaults }]) => ({
    id,
    description: text(`${id}.description`, description),
    defaults,
  })),
  problemMatchers: [source.PROBLEM_MATCHER],
  ...(source.MORE ?? {}),
};

const manifestFile = path.join(root, 'package.json');
const manifest = JSON.parse(await readFile(manifestFile, 'utf8'));
const wanted = {
  ...manifest,
  main: './dist/extension.js',
  icon: 'media/icon.png',
  categories: ['Machine Learning', 'Data Science', 'Visualization'],
  extensionKind: ['workspace'],
  activationEvents: source.ACTIVATION_EVENTS,
  capabilities: {
    untrustedWorkspaces: {
      supported: 'limited',
      description: text('capabilities.untrusted', source.CAPABILITIES.untrusted),
      restrictedConfigurations: source.RESTRICTED_SETTINGS,
    },
    virtualWorkspaces: {
      supported: 'limited',
      description: text('capabilities.virtual', source.CAPABILITIES.virtual),
    },
  },
  contributes,
};

const outputs = [
  [manifestFile, wanted],
  [path.join(root, 'package.nls.json'), texts],
];
for (const [file, value] of outputs) {
  const content = await prettier.format(JSON.stringify(value), {
    ...(await prettier.resolveConfig(file)),
    filepath: file,
  });
  const found = await readFile(file, 'utf8').catch(() => '');
  if (content === found) continue;
  const name = path.relative(root, file);
  if (process.argv.includes('--check')) {
    console.error(`${name} does not say what src/extension/contributions.ts does: run npm run contributions`);
    process.exitCode = 1;
  } else {
    await writeFile(file, content);
    console.log(`wrote ${name}`);
  }
}

/** The exports of a TypeScript file that imports nothing that is not plain. */
async function load(file) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [file],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
