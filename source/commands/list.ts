import {readyWorkers} from '../api/ready-workers.js';
import type {Arguments} from '../arguments.js';
import {plural} from '../master/naming.js';
import {rate, span} from '../ui/format.js';
import {UsageError} from '../usage-error.js';
import {noAnswerOf, type RunningCluster, runningClusters} from './find-cluster.js';
import {printable} from './printable.js';
import {tableLines} from './table.js';

const HEAD = ['name', 'state', 'workers', 'up for', 'requests/s', 'app'];

/** `clusterview list`: all clusters of this user. @returns the exit code: 1 where one does not answer. */
export async function execute(name: string | undefined, {values}: Arguments): Promise<number> {
  if (name !== undefined)
    throw new UsageError(`list prints all clusters; of one: clusterview status ${name}`);
  const {running, silent} = await runningClusters('clusterview-list');
  const print = (text: string) => process.stdout.write(`${printable(text, process.stdout)}\n`);
  if (values.json) print(JSON.stringify(running.map(({snapshot}) => snapshot)));
  else if (running.length + silent.length === 0) print('none is running');
  else if (running.length > 0) print(tableLines([HEAD, ...running.map(rowOf)]).join('\n'));
  for (const name of silent) process.stderr.write(`clusterview: ${noAnswerOf(name)}\n`);
  return silent.length > 0 ? 1 : 0;
}

function rowOf({name, snapshot}: RunningCluster): string[] {
  const {at, cluster, total} = snapshot;
  const ready = readyWorkers(snapshot).length;
  const workers = ready === cluster.workers ? `${ready}` : `${ready} of ${plural(cluster.workers, 'worker')}`;
  return [
    name,
    cluster.state,
    workers,
    span(at - cluster.startedAt),
    rate(total.requests.perSecond),
    cluster.app,
  ];
}
