import {readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {originalPositionFor, TraceMap} from '@jridgewell/trace-mapping';
import type {StackFrame} from '../api/types.js';
import type {DevTools} from './devtools.js';

/** Larger source maps are left alone: what they would tell is not worth the wait. */
const SOURCE_MAP_BYTES_MAX = 32 * 1024 * 1024;
const AGENT_FILE = /[\\/]dist[\\/]agent\.cjs$/;

interface Script {
  readonly url: string;
  readonly sourceMapURL: string;
}

/** A position as V8 counts: lines and columns from 0 on. */
interface Position {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

/** The scripts that a process has loaded, by the number that V8 gives them. */
export class Scripts {
  readonly #scripts = new Map<string, Script>();
  readonly #maps = new Map<string, TraceMap | null>();
  readonly #appDirectory: string;

  /** Learns of them when `Debugger.enable` is called on that session. */
  constructor(devTools: DevTools, appDirectory: string) {
    this.#appDirectory = appDirectory;
    devTools.on<{scriptId: string; url: string; sourceMapURL?: string}>('Debugger.scriptParsed', script => {
      this.#scripts.set(script.scriptId, {url: script.url, sourceMapURL: script.sourceMapURL ?? ''});
    });
  }

  /** The frame as a person looks for it: in the file that was written, not in what was made of it. */
  frameOf(name: string, {scriptId, lineNumber, columnNumber = 0}: Position): StackFrame {
    const script = this.#scripts.get(scriptId) ?? {url: '', sourceMapURL: ''};
    const compiled = {file: toPath(script.url), line: lineNumber + 1, column: columnNumber + 1};
    const {file, line, column} = this.#original(scriptId, script, lineNumber, columnNumber) ?? compiled;
    return {function: name, file: this.#shorten(file), line, column, origin: this.#originOf(file)};
  }

  #original(scriptId: string, script: Script, lineNumber: number, columnNumber: number) {
    const map = this.#mapOf(scriptId, script);
    if (!map) return null;
    const {source, line, column} = originalPositionFor(map, {line: lineNumber + 1, column: columnNumber});
    return source === null ? null : {file: toPath(source), line, column: column + 1};
  }

  #mapOf(scriptId: string, script: Script): TraceMap | null {
    let map = this.#maps.get(scriptId);
    if (map === undefined) {
      map = loadMap(script);
      this.#maps.set(scriptId, map);
    }
    return map;
  }

  #originOf(file: string): StackFrame['origin'] {
    if (!path.isAbsolute(file) || AGENT_FILE.test(file)) return 'node';
    return /[\\/]node_modules[\\/]/.test(file) ? 'package' : 'app';
  }

  #shorten(file: string): string {
    if (!path.isAbsolute(file)) return file;
    const short = path.relative(this.#appDirectory, file);
    return short.startsWith('..') ? file : short;
  }
}

function loadMap({url, sourceMapURL}: Script): TraceMap | null {
  if (sourceMapURL === '') return null;
  try {
    return new TraceMap(readMap(url, sourceMapURL), url);
  } catch {
    // A map that is missing or broken leaves the position where it is.
    return null;
  }
}

function readMap(url: string, sourceMapURL: string): string {
  const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(sourceMapURL);
  if (inline) {
    return inline[1] ? Buffer.from(inline[2]!, 'base64').toString() : decodeURIComponent(inline[2]!);
  }
  const base = url.startsWith('file:') ? url : `file://${url}`;
  const file = fileURLToPath(new URL(sourceMapURL, base));
  if (statSync(file).size > SOURCE_MAP_BYTES_MAX) throw new Error('too large');
  return readFileSync(file, 'utf8');
}

function toPath(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}
