import type {ApiClient} from '../api/client.js';
import {follow} from '../api/follow.js';
import type {SlotSnapshot, Snapshot} from '../api/types.js';
import type {Arguments} from '../arguments.js';
import {plural} from '../master/naming.js';
import {printFailure} from './action.js';
import {findRunning} from './find-cluster.js';
import {LineWriter} from './line-writer.js';
import {onlyWord} from './only-word.js';
import {printable} from './printable.js';
import {tellSilence} from './tell-silence.js';

/** Terminals only: to the upper left, and nothing below. */
const CLEAR = '\u001b[H\u001b[2J';

/** `clusterview status [name]`: once, or with --watch each second until the cluster ends. @returns the exit code. */
export async function execute(_: string | undefined, {input, values}: Arguments): Promise<number> {
  const {client, snapshot} = await findRunning(onlyWord(input.slice(1), 'cluster'), 'clusterview-status');
  const json = values.json ?? false;
  if (values.watch) return watch(client, json);
  process.stdout.write(`${textOf(snapshot, json)}\n`);
  return snapshot.cluster.state === 'failed' ? 1 : 0;
}

async function watch(client: ApiClient, json: boolean): Promise<number> {
  const abort = new AbortController();
  const stdout = new LineWriter(process.stdout, json ? new LineWriter(process.stderr) : undefined);
  // Who reads it has had enough, such as `head`.
  process.stdout.on('error', () => abort.abort());
  let last = null as Snapshot | null;
  try {
    await follow(client, {
      logs: false,
      signal: abort.signal,
      onSilence: tellSilence,
      onMessage: message => {
        if (message.type !== 'snapshot') return;
        last = message.data;
        const isScreen = process.stdout.isTTY && !json;
        stdout.write(`${isScreen ? CLEAR : ''}${textOf(last, json)}`);
        if (!isScreen && !json) stdout.write('');
      },
    });
  } catch (error) {
    return printFailure(error);
  }
  if (abort.signal.aborted || last?.cluster.state === 'stopping') return 0;
  process.stderr.write('clusterview: the master went away\n');
  return 1;
}

function textOf(snapshot: Snapshot, json: boolean): string {
  return printable(json ? JSON.stringify(snapshot) : linesOf(snapshot).join('\n'), process.stdout);
}

function linesOf({cluster, total, slots, findings}: Snapshot): string[] {
  const {requests} = total;
  return [
    `${cluster.name}: ${cluster.state}, ${plural(cluster.workers, 'worker')}, ${cluster.policy}, generation ${cluster.generation}`,
    `${requests.perSecond.toFixed(0)} requests/s, ${requests.finished} in all, ${plural(total.crashes, 'crash', 'crashes')}`,
    ...slots.map(describe),
    ...findings.map(({slot, text}) => `! worker ${slot}: ${text}`),
  ];
}

function describe({slot, state, worker, lastDeath}: SlotSnapshot): string {
  const died = lastDeath ? `; last died: ${lastDeath.words}` : '';
  if (!worker) return `worker ${slot}: ${state}${died}`;
  const {pid, phase, blocked, stopped, cpuPercent, requests} = worker;
  const figures = `pid ${pid}, CPU ${cpuPercent.toFixed(0)} %, ${requests.perSecond.toFixed(0)} requests/s`;
  return `worker ${slot}: ${stopped ? 'stopped' : blocked ? 'blocked' : phase}, ${figures}${died}`;
}
