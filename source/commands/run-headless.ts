import type {ClusterMessage} from '../api/types.js';
import type {Beginning} from '../master/begin.js';
import {Cluster} from '../master/cluster.js';
import {endDespiteDisk} from '../master/end-despite-disk.js';
import {ServiceManager} from '../master/service/service-manager.js';
import type {Settings} from '../master/settings.js';
import {LineWriter} from './line-writer.js';
import {printable} from './printable.js';
import {untilEnded} from './until-ended.js';

/** The master in this very process, printing lines. @returns the exit code. */
export async function runHeadless(
  settings: Settings,
  beginning: Beginning,
  format: 'plain' | 'json',
): Promise<number> {
  const cluster = new Cluster(settings, beginning);
  const serviceManager = ServiceManager.of(cluster, {isDetached: false});
  const stderr = new LineWriter(process.stderr);
  const stdout = new LineWriter(process.stdout, format === 'json' ? stderr : undefined);
  const print = (message: ClusterMessage) => {
    if (format === 'json') {
      stdout.write(printable(JSON.stringify(message), process.stdout));
    } else if (message.type === 'event') {
      stdout.write(`clusterview | ${printable(message.data.message, process.stdout)}`);
    } else if (message.type === 'log') {
      const {slot, stream, text} = message.data;
      (stream === 'stdout' ? stdout : stderr).write(`${slot} | ${printable(text, process[stream])}`);
    }
  };
  cluster.events.on('event', data => print({type: 'event', data}));
  cluster.logs.on('log', data => print({type: 'log', data}));

  const ended = untilEnded(cluster, settings);
  let failure: string | null;
  try {
    await cluster.start();
    failure = await ended;
  } catch (error) {
    failure = (error as Error).message;
  }
  await serviceManager?.close();
  if (failure !== null) process.stderr.write(`clusterview: ${printable(failure, process.stderr)}\n`);
  endDespiteDisk(cluster);
  return failure === null ? 0 : 1;
}
