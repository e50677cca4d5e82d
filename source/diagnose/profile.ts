import {writeFile} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {type ProfiledFunction, TOP_FUNCTIONS_MAX} from '../api/types.js';
import type {DevTools} from './devtools.js';
import type {ProfileFindings} from './job.js';
import {Scripts} from './scripts.js';

interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** As V8 gives it, and as DevTools open it (`.cpuprofile`); times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
    readonly children?: readonly number[];
  }[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const SECOND_MS = 1000;
const MICROS_PER_MS = 1000;

/** Samples the process for so long, and writes what V8 found. */
export async function takeProfile(
  devTools: DevTools,
  appDirectory: string,
  seconds: number,
  file: string,
  onProgress: (text: string) => void,
): Promise<ProfileFindings> {
  const scripts = new Scripts(devTools, appDirectory);
  await devTools.call('Profiler.enable');
  await devTools.call('Profiler.start');
  for (let passed = 0; passed < seconds; passed++) {
    onProgress(`${passed} of ${seconds} s`);
    // A worker that ends meanwhile is noticed at once.
    await Promise.race([sleep(SECOND_MS), devTools.ended]);
  }
  onProgress('reading');
  const {profile} = await devTools.call<{profile: CpuProfile}>('Profiler.stop');
  await writeFile(file, JSON.stringify(profile), {mode: 0o600, flag: 'wx'});
  // Names the source maps of all scripts; it comes last because it makes the code slower.
  await devTools.call('Debugger.enable');
  return summarize(profile, ({functionName, ...position}) => scripts.frameOf(functionName, position));
}

/** Time by function: of its own, and with what it called. */
export function summarize(
  {nodes, samples, timeDeltas, startTime, endTime}: CpuProfile,
  frameOf: (callFrame: CallFrame) => Omit<ProfiledFunction, 'selfMs' | 'totalMs'>,
): ProfileFindings {
  const selfMicros = new Map<number, number>();
  for (const [index, node] of samples.entries()) {
    // A delta is the time before its sample; what passed until the next one counts for this one.
    selfMicros.set(node, (selfMicros.get(node) ?? 0) + Math.max(0, timeDeltas[index + 1] ?? 0));
  }
  const byId = new Map(nodes.map(node => [node.id, node]));
  const functions = new Map<string, {callFrame: CallFrame; self: number; total: number}>();
  const open = new Set<string>();

  const visit = (id: number): number => {
    const {callFrame, children = []} = byId.get(id)!;
    const key = `${callFrame.functionName} ${callFrame.scriptId}:${callFrame.lineNumber}:${callFrame.columnNumber}`;
    const own = selfMicros.get(id) ?? 0;
    // The time of a function that calls itself counts once.
    const isOutermost = !open.has(key);
    if (isOutermost) open.add(key);
    let total = own;
    for (const child of children) total += visit(child);
    const entry = functions.get(key) ?? {callFrame, self: 0, total: 0};
    entry.self += own;
    if (isOutermost) entry.total += total;
    functions.set(key, entry);
    if (isOutermost) open.delete(key);
    return total;
  };
  const root = nodes[0];
  if (root) visit(root.id);

  const all = [...functions.values()];
  const msOf = (name: string) =>
    all
      .filter(({callFrame}) => callFrame.functionName === name && callFrame.url === '')
      .reduce((sum, {self}) => sum + self, 0) / MICROS_PER_MS;
  return {
    durationMs: (endTime - startTime) / MICROS_PER_MS,
    idleMs: msOf('(idle)'),
    garbageCollectionMs: msOf('(garbage collector)'),
    programMs: msOf('(program)'),
    topFunctions: all
      .filter(({callFrame, self}) => self > 0 && !/^\(.*\)$/.test(callFrame.functionName))
      .sort((a, b) => b.self - a.self)
      .slice(0, TOP_FUNCTIONS_MAX)
      .map(({callFrame, self, total}) => ({
        ...frameOf(callFrame),
        selfMs: self / MICROS_PER_MS,
        totalMs: total / MICROS_PER_MS,
      })),
  };
}
