// esbuild makes a chunk for each set of entries that share something, most of them of a few lines, and Node takes some
// tenths of a millisecond for each file that it loads: the command line would load 48 before its first fork, and loads 6.
// And it splits ES modules alone, which take Node longer than CommonJS: the first answer came after 156 ms, and comes after
// 150 (Node 20; 99 and 97 on Node 22, 31 starts each in turn).
import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {build} from 'esbuild';

/** Reading such a chunk costs less than having one more file, */
const SMALL_BYTES_MAX = 20 * 1024;
/** where it is needed for these stages of the first kind of process, which is the one that is to be quick. */
const QUICK = ['0.0', '0.1', '0.2'];

const OWN_FILE = /^("\.\/[\w.-]+")\)/;
/** Of a file that is not there, Node names no directory, and lists in more lines who wanted it. */
const LOAD_LATER = `
async function loadLater(load) {
  try {
    return load();
  } catch (error) {
    if (error?.code === "MODULE_NOT_FOUND") error.message = error.message.split("\\n", 1)[0] + " in " + __dirname;
    throw error;
  }
}`;

/** In CommonJS. What is asked of `import.meta` as a whole is that there is one. */
const IMPORT_META = {'import.meta.dirname': '__dirname', 'import.meta': '{"url": "file:///"}'};

/**
 * Bundles the files of a build again, with fewer chunks, as CommonJS.
 * @param metafile of that build.
 * @param settings `root` is what its paths are relative to; `processes` are the kinds of process that there are, each as
 * the stages in which it loads entry points, dynamic ones too, as the metafile names them: chunks that are loaded in the
 * same stages become one, and so do the small ones that need nothing else. `options` are esbuild's.
 */
export async function mergeChunks(metafile, {root, processes, outdir, options}) {
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([file, output]) => [path.join(root, file), output]),
  );
  const groups = groupChunks(outputs, root, processes);
  const groupOf = new Map(groups.flatMap(group => group.chunks.map(chunk => [chunk, group])));
  const entries = [...outputs].filter(([, {entryPoint}]) => entryPoint).map(([file]) => file);

  await build({
    ...options,
    format: 'cjs',
    outExtension: {'.js': '.cjs'},
    banner: {js: '"use strict";'},
    define: {...options.define, ...IMPORT_META},
    outdir,
    entryPoints: [
      ...entries.map(file => ({in: file, out: path.basename(file, '.js')})),
      ...groups.map(({name}) => ({in: `group:${name}`, out: name})),
    ],
    plugins: [
      {name: 'require-later', setup: requireLater},
      {name: 'merge-chunks', setup: resolveGroups},
    ],
  });

  /** As `import()` of them did: later, and with one line of what is wrong. */
  function requireLater({onLoad}) {
    onLoad({filter: /\.js$/, namespace: 'file'}, async ({path: file}) => {
      if (!outputs.has(file)) return undefined;
      const code = await readFile(file, 'utf8');
      const [start, ...rest] = code.split(/\bimport\((?=["'`.])/);
      if (rest.length === 0) return undefined;
      const calls = rest.map(text => text.replace(OWN_FILE, '$1))'));
      if (calls.some((text, index) => text === rest[index])) {
        throw new Error(`${file} imports something that is no file of ours`);
      }
      return {contents: [start, ...calls].join('loadLater(()=>require(') + LOAD_LATER};
    });
  }

  function resolveGroups({onResolve, onLoad}) {
    onResolve({filter: /^group:/}, ({path: name}) => ({path: name, namespace: 'group'}));
    onLoad({filter: /.*/, namespace: 'group'}, ({path: file}) => {
      const {chunks} = groups.find(({name}) => file === `group:${name}`);
      const contents = chunks.map(chunk =>
        reexport(chunk, chunk, name => `${name} as ${uniqueName(chunk, name)}`),
      );
      return {contents: contents.join('\n'), resolveDir: root};
    });
    onResolve({filter: /^\.\//}, ({path: target, kind, importer}) => {
      const file = path.resolve(path.dirname(importer), target);
      const group = groupOf.get(file);
      if (kind !== 'import-statement' || !group)
        return {path: target.replace(/\.js$/, '.cjs'), external: true};
      return group === groupOf.get(importer) ? undefined : {path: file, namespace: 'other-group'};
    });
    onLoad({filter: /.*/, namespace: 'other-group'}, ({path: chunk}) => ({
      contents: reexport(
        chunk,
        `merged:${groupOf.get(chunk).name}`,
        name => `${uniqueName(chunk, name)} as ${name}`,
      ),
      resolveDir: root,
    }));
    onResolve({filter: /^merged:/}, ({path: name}) => ({
      path: `./${name.slice('merged:'.length)}.cjs`,
      external: true,
    }));
  }

  function reexport(chunk, from, write) {
    const names = outputs.get(chunk).exports.map(write);
    return names.length > 0 ? `export {${names.join(', ')}} from '${from}';` : `import '${from}';`;
  }
}

/** Of what a chunk exports, in the file that has it with others. */
function uniqueName(chunk, name) {
  return `${path.basename(chunk, '.js').replace(/\W/g, '_')}_${name}`;
}

/** Those that are loaded in none of the stages stay as they are. */
function groupChunks(outputs, root, processes) {
  const loadedBy = new Map();
  const known = new Set([...outputs.values()].map(({entryPoint}) => entryPoint));
  const unknown = processes.flat(2).filter(entryPoint => !known.has(entryPoint));
  if (unknown.length > 0) throw new Error(`no entry points: ${unknown.join(', ')}`);
  for (const [kind, stages] of processes.entries()) {
    const loaded = new Set();
    for (const [stage, entryPoints] of stages.entries()) {
      const before = new Set(loaded);
      for (const [file, {entryPoint}] of outputs)
        if (entryPoints.includes(entryPoint)) addLoaded(file, loaded);
      for (const file of loaded) {
        if (before.has(file)) continue;
        loadedBy.set(file, [...(loadedBy.get(file) ?? []), `${kind}.${stage}`]);
      }
    }
  }
  const groups = new Map();
  for (const [file, {entryPoint}] of outputs) {
    if (entryPoint) continue;
    const key = loadedBy.get(file)?.join() ?? file;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return joinSmall([...groups.values()]).map(chunks => ({
    // As a chunk's own name does, it tells one version from another.
    name: `chunk-${createHash('sha256')
      .update(chunks.map(file => path.basename(file)).join())
      .digest('hex')
      .slice(0, 8)
      .toUpperCase()}`,
    chunks,
  }));

  function addLoaded(file, loaded) {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const imported of importsOf(file)) addLoaded(imported, loaded);
  }

  function importsOf(file) {
    return outputs
      .get(file)
      .imports.filter(({kind, external}) => kind === 'import-statement' && !external)
      .map(({path: imported}) => path.join(root, imported));
  }

  /** Whoever needs one of them is to load no large one with it, nor what takes its time elsewhere. */
  function joinSmall(all) {
    const sizeOf = chunks => chunks.reduce((sum, file) => sum + outputs.get(file).bytes, 0);
    const joined = new Set();
    for (const stage of QUICK) {
      const isSmall = chunks =>
        sizeOf(chunks) <= SMALL_BYTES_MAX && chunks.every(file => loadedBy.get(file)?.includes(stage));
      const small = new Set(all.filter(isSmall));
      for (let before = Infinity; small.size < before; ) {
        before = small.size;
        const files = new Set([...joined, ...small].flat());
        for (const chunks of small) {
          if (!chunks.flatMap(importsOf).every(file => files.has(file))) small.delete(chunks);
        }
      }
      all = all.filter(chunks => !small.has(chunks));
      if (small.size > 0) joined.add([...small].flat());
    }
    return [...joined, ...all];
  }
}
