import type {SlotSnapshot, Snapshot} from '../api/types.js';
import type {Arguments} from '../arguments.js';
import {plural} from '../master/naming.js';
import {findRunning} from './find-cluster.js';

/** `clusterview status [name]`. @returns the exit code. */
export async function execute(name: string | undefined, {values}: Arguments): Promise<number> {
  const {snapshot} = await findRunning(name, 'clusterview-status');
  const lines = values.json ? [JSON.stringify(snapshot)] : linesOf(snapshot);
  process.stdout.write(`${lines.join('\n')}\n`);
  return snapshot.cluster.state === 'failed' ? 1 : 0;
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
