// Bundles the command line (with the viewer), the master and the agent into dist/, so that installing
// clusterview brings no tree of packages and starting it reads a handful of files.
import {execFile} from 'node:child_process';
import {chmod, copyFile, mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {build} from 'esbuild';
import {mergeChunks} from './merge-chunks.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = path.join(root, 'dist');
const {version} = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

/** Ink, too, is to use the viewer's shortcuts; what lies behind each is the package itself. */
const SHORTCUTS = {
  'string-width': 'source/ui/string-width.ts',
  '@alcalzone/ansi-tokenize': 'source/ui/ansi-tokenize.ts',
};
const takeShortcuts = {
  name: 'take-shortcuts',
  setup(pluginBuild) {
    for (const [name, file] of Object.entries(SHORTCUTS)) {
      const shortcut = path.join(root, file);
      pluginBuild.onResolve({filter: new RegExp(`^${name}$`)}, ({importer}) =>
        importer === shortcut ? undefined : {path: shortcut},
      );
    }
  },
};

/** What packages have that the command does without, by their files. Seen in meow 14.1, ink 8.0 and yoga-layout 3.2. */
const EDITS = {
  // What finds an app's own package.json and puts it in order was two fifths of what it takes to load the command line
  // (11 ms on Node 20.20), and is for nothing: meow is given one.
  'meow/build/options.js': [
    [
      "import { a as readPackageUpSync, n as normalizePackageData } from './dependencies.js';",
      'const readPackageUpSync = () => undefined, normalizePackageData = () => {};',
    ],
  ],
  'meow/build/dependencies.js': [
    ['= requireLib$1();', '= /* @__PURE__ */ requireLib$1();'],
    ['= requireNormalize();', '= /* @__PURE__ */ requireNormalize();'],
    [
      '= getDefaultExportFromCjs(normalizeExports);',
      '= /* @__PURE__ */ getDefaultExportFromCjs(normalizeExports);',
    ],
  ],
  // CommonJS cannot wait for what is being loaded: the devtools, which are not there,
  'ink/build/reconciler.js': [
    ["if (process.env['DEV'] === 'true') {\n    // Intentionally", 'if (false) {\n    // Intentionally'],
    ["if (process.env['DEV'] === 'true') {\n    try {", 'if (false) {\n    try {'],
  ],
  // and what lays out, whose WebAssembly is compiled while the viewer is loaded. Who opens that waits for it.
  'yoga-layout/dist/src/index.js': [
    [
      'const Yoga = wrapAssembly(await loadYoga());',
      [
        "import constants from './generated/YGEnums.js';",
        'const Yoga = {...constants};',
        'Yoga.loaded = loadYoga().then(library => Object.assign(Yoga, wrapAssembly(library)));',
      ].join('\n'),
    ],
  ],
};
const editPackages = {
  name: 'edit-packages',
  setup(pluginBuild) {
    const unmade = new Set(Object.keys(EDITS));
    pluginBuild.onEnd(({errors}) => {
      if (errors.length === 0 && unmade.size > 0)
        throw new Error(`not loaded, and so not edited: ${[...unmade].join(', ')}`);
    });
    for (const [name, edits] of Object.entries(EDITS)) {
      const filter = new RegExp(
        `[/\\\\]node_modules[/\\\\]${name.replaceAll('/', '[/\\\\]').replaceAll('.', '\\.')}$`,
      );
      pluginBuild.onLoad({filter}, async ({path: file}) => {
        let contents = await readFile(file, 'utf8');
        for (const [text, replacement] of edits) {
          const parts = contents.split(text);
          if (parts.length !== 2)
            throw new Error(`${file} has "${text}" ${parts.length - 1} times and not once`);
          contents = parts.join(replacement);
        }
        unmade.delete(name);
        return {contents};
      });
    }
  },
};

/** Packages that others use where they find them. What the command would find is the app's, beside which it is installed. */
const OPTIONAL = ['bufferutil', 'utf-8-validate', 'osx-temperature-sensor', 'macos-temperature-sensor'];
const leaveOutOptional = {
  name: 'leave-out-optional',
  setup(pluginBuild) {
    const namespace = 'left-out';
    pluginBuild.onResolve({filter: new RegExp(`^(${OPTIONAL.join('|')})$`)}, ({path: name}) => ({
      path: name,
      namespace,
    }));
    pluginBuild.onLoad({filter: /.*/, namespace}, ({path: name}) => ({
      contents: `throw new Error('${name} is not in the bundle');`,
    }));
  },
};

const shared = {
  absWorkingDir: root,
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // V8 keeps the text of a file with any other character in two bytes for each, as long as the process runs.
  charset: 'ascii',
  metafile: true,
  logLevel: 'warning',
  // React's production build is chosen here and not by the environment, which the workers inherit.
  define: {'process.env.NODE_ENV': '"production"', CLUSTERVIEW_VERSION: JSON.stringify(version)},
};

await rm(outdir, {recursive: true, force: true});
await mkdir(outdir, {recursive: true});

const [, ...results] = await Promise.all([
  declareTypes(),
  buildCommand(),
  build({
    ...shared,
    entryPoints: {agent: 'source/agent/agent.ts'},
    format: 'cjs',
    outExtension: {'.js': '.cjs'},
  }),
  ...['esm', 'cjs'].map(format =>
    build({
      ...shared,
      entryPoints: {index: 'source/index.ts'},
      format,
      outExtension: {'.js': format === 'esm' ? '.js' : '.cjs'},
    }),
  ),
]);

await chmod(path.join(outdir, 'cli.cjs'), 0o755);
await writeFile(path.join(outdir, 'THIRD-PARTY-LICENSES.txt'), await licenceNotices(results));

/** The command line, the master, and the processes that they start: of one build, since they share most of it. */
async function buildCommand() {
  const unmerged = path.join(outdir, '.unmerged');
  const format = {format: 'esm', minifySyntax: true, minifyWhitespace: true};
  const built = await build({
    ...shared,
    ...format,
    outdir: unmerged,
    entryPoints: {
      cli: 'source/cli.ts',
      master: 'source/master/process.ts',
      diagnose: 'source/diagnose/process.ts',
      identify: 'source/identify/process.ts',
    },
    splitting: true,
    // Beside the entries: code finds the agent and the master by its own place.
    chunkNames: '[name]-[hash]',
    plugins: [takeShortcuts, editPackages, leaveOutOptional],
    // Yoga, Ink's layout, would have it read the bytes that it holds in its own file: that loads undici, 4 MB.
    define: {...shared.define, fetch: 'undefined'},
  });
  const api = ['source/api/calls.ts', 'source/api/stream.ts'];
  await mergeChunks(built.metafile, {
    root,
    processes: [
      [
        // Before it has Node keep what it compiles, little is to be loaded.
        ['source/cli.ts'],
        ['source/main.ts'],
        ['source/commands/run-headless.ts'],
        ['source/api/server.ts'],
        api,
      ],
      [['source/cli.ts', 'source/main.ts', 'source/commands/commands.ts']],
      [
        ['source/cli.ts', 'source/commands/start-master.ts'],
        ['source/main.ts', 'source/commands/run-viewed.ts'],
        ['source/ui/viewer.tsx'],
      ],
      [['source/master/process.ts'], ['source/master/main.ts'], ['source/api/server.ts'], api],
      [['source/diagnose/process.ts']],
      [['source/identify/process.ts']],
    ],
    outdir,
    options: {...shared, ...format},
  });
  await rm(unmerged, {recursive: true});
  return built;
}

/** What an app imports, for both kinds of module. */
async function declareTypes() {
  const emitted = path.join(outdir, '.types');
  const flags = ['--declaration', '--emitDeclarationOnly', '--noEmit', 'false', '--outDir', emitted];
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  const entry = path.join(root, 'source/index.ts');
  const settings = ['--target', 'ES2023', '--module', 'NodeNext', '--types', 'node', '--strict'];
  await promisify(execFile)(process.execPath, [compiler, entry, '--ignoreConfig', ...settings, ...flags]);
  for (const name of ['index.d.ts', 'index.d.cts']) {
    await copyFile(path.join(emitted, 'index.d.ts'), path.join(outdir, name));
  }
  await rm(emitted, {recursive: true});
}

async function licenceNotices(builds) {
  const packages = new Set();
  for (const {metafile} of builds) {
    for (const input of Object.keys(metafile.inputs)) {
      const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (match) packages.add(match[1]);
    }
  }
  const notices = [];
  for (const directory of [...packages].sort()) {
    const manifest = JSON.parse(await readFile(path.join(root, directory, 'package.json'), 'utf8'));
    const files = (await readdir(path.join(root, directory))).filter(name => /^licen[cs]e/i.test(name));
    // Of what it has bundled itself.
    if (manifest.name === 'meow') files.push('build/licenses.md');
    const texts = await Promise.all(files.map(file => readFile(path.join(root, directory, file), 'utf8')));
    if (texts.length === 0) texts.push(`License: ${manifest.license}\nAuthor: ${authorOf(manifest)}`);
    notices.push(`${manifest.name} ${manifest.version}\n\n${texts.map(text => text.trim()).join('\n\n')}\n`);
  }
  return notices.join(`\n${'-'.repeat(80)}\n\n`);
}

function authorOf({author}) {
  return author?.name ?? author ?? 'unknown';
}
