// esbuild makes a chunk for each set of entries that share something, most of them of a few lines, and Node takes some
// tenths of a millisecond for each file that it loads: the command line loaded 48 before its first fork, and 11 with
// those in one that the same processes load anyway, which saved a tenth of the time until then (Node 20.20).
import {createHash} from 'node:crypto';
import path from 'node:path';
import {build} from 'esbuild';

/**
 * Bundles the files of a build again, with fewer chunks.
 * @param metafile of that build.
 * @param settings `root` is what its paths are relative to, and `roots` are entry points as it names them, dynamic ones
 * too: chunks that are loaded by the same of these become one. `options` are esbuild's.
 */
export async function mergeChunks(metafile, {root, roots, outdir, options}) {
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([file, output]) => [path.join(root, file), output]),
  );
  const groups = groupChunks(outputs, root, roots);
  const groupOf = new Map(groups.flatMap(group => group.chunks.map(chunk => [chunk, group])));
  const entries = [...outputs].filter(([, {entryPoint}]) => entryPoint).map(([file]) => file);

  await build({
    ...options,
    outdir,
    entryPoints: [
      ...entries.map(file => ({in: file, out: path.basename(file, '.js')})),
      ...groups.map(({name}) => ({in: `group:${name}`, out: name})),
    ],
    plugins: [{name: 'merge-chunks', setup: resolveGroups}],
  });

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
      if (kind === 'dynamic-import' || !group) return {path: target, external: true};
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
      path: `./${name.slice('merged:'.length)}.js`,
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

/** Those that no root loads stay as they are. */
function groupChunks(outputs, root, roots) {
  const loadedBy = new Map();
  for (const [file, {entryPoint}] of outputs) {
    if (!roots.includes(entryPoint)) continue;
    for (const loaded of loadedWith(file))
      loadedBy.set(loaded, [...(loadedBy.get(loaded) ?? []), entryPoint]);
  }
  const groups = new Map();
  for (const [file, {entryPoint}] of outputs) {
    if (entryPoint) continue;
    const key = loadedBy.get(file)?.join() ?? file;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups.values()].map(chunks => ({
    // As a chunk's own name does, it tells one version from another.
    name: `chunk-${createHash('sha256')
      .update(chunks.map(file => path.basename(file)).join())
      .digest('hex')
      .slice(0, 8)
      .toUpperCase()}`,
    chunks,
  }));

  function loadedWith(file, found = new Set()) {
    if (found.has(file)) return found;
    found.add(file);
    for (const {path: imported, kind, external} of outputs.get(file).imports) {
      if (kind === 'import-statement' && !external) loadedWith(path.join(root, imported), found);
    }
    return found;
  }
}
