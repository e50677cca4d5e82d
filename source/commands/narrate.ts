import {ApiCallError, type ApiClient} from '../api/client.js';
import {follow} from '../api/follow.js';
import {stopCluster} from '../api/stop-cluster.js';
import type {ClusterEvent, Snapshot} from '../api/types.js';
import {STOP_SIGNALS, StopSignals} from '../stop-signals.js';
import {LineWriter} from './line-writer.js';
import {Narrator} from './narrator.js';
import {plainCommands, TOLD_MAX} from './plain-commands.js';
import {CommandLine} from './typed-commands.js';

export interface NarrateOptions {
  readonly client: ApiClient;
  /** Leaving without a word stops the cluster. */
  readonly ownsCluster: boolean;
  /** What signals do: stop the cluster, or leave it; `null` where they are somebody else's to handle. */
  readonly onSignal: 'stop' | 'leave' | null;
  /** A cluster that has failed is stopped, since nobody waits for it. */
  readonly stopsFailed: boolean;
}

/** How it ended; the exit code says whether that was as it should be. */
export interface NarrateResult {
  readonly exitCode: number;
  /** The cluster runs on. */
  readonly hasLeft: boolean;
}

/** The viewer in sentences, of a cluster that runs. */
export async function narrate(options: NarrateOptions): Promise<NarrateResult> {
  const {client, ownsCluster, onSignal, stopsFailed} = options;
  const stdout = new LineWriter(process.stdout);
  const say = (sentence: string) => stdout.write(sentence);
  const abort = new AbortController();
  const narrator = new Narrator(say);
  let latest = null as Snapshot | null;
  let events: readonly ClusterEvent[] = [];
  let isStopping = false;
  let hasFailed = false;
  let isSilent = false;
  const stop = async (force = isStopping) => {
    isStopping = true;
    await stopCluster(client, ownsCluster ? latest?.master.pid : undefined, force);
    return null;
  };
  const leave = () => abort.abort();
  // Who reads it has had enough, such as `head`.
  if (!ownsCluster) process.stdout.on('error', leave);
  const onTypingEnd = () => {
    if (ownsCluster) say('Nothing more can be typed. Ctrl-C stops the cluster.');
    else leave();
  };
  const commandLine = new CommandLine(
    plainCommands({
      client,
      ownsCluster,
      snapshot: () => latest,
      events: () => events,
      say,
      tellStatus: snapshot => narrator.status(snapshot),
      isStopping: () => isStopping,
      stop,
      leave,
    }),
    say,
    async () => {
      latest = await client.status();
    },
  );
  const endTyping = process.stdin.isTTY ? commandLine.read(onTypingEnd) : () => {};
  // Who cannot be reached has gone, of which the stream tells.
  const signals = new StopSignals();
  const handleSignal = (signal: NodeJS.Signals) =>
    onSignal === 'stop' ? void stop(signals.insists(signal, isStopping)).catch(() => {}) : leave();
  if (onSignal) for (const signal of STOP_SIGNALS) process.on(signal, handleSignal);
  try {
    await follow(client, {
      logs: false,
      signal: abort.signal,
      onSilence: () => {
        isSilent = true;
        say('Warning: the master does not answer.');
      },
      onMessage: message => {
        if (isSilent) say('The master answers again.');
        isSilent = false;
        if (message.type === 'event') {
          events = [...events, message.data].slice(-TOLD_MAX);
          narrator.event(message.data);
        } else if (message.type === 'snapshot') {
          latest = message.data;
          const {state} = latest.cluster;
          if (state === 'stopping') isStopping = true;
          else narrator.snapshot(latest);
          if (state !== 'failed' || !stopsFailed || hasFailed) return;
          hasFailed = true;
          stop().catch(() => {});
        }
      },
    });
  } catch (error) {
    if (!(error instanceof ApiCallError)) throw error;
  } finally {
    endTyping();
    client.close();
    process.stdout.off('error', leave);
    if (onSignal) for (const signal of STOP_SIGNALS) process.off(signal, handleSignal);
  }
  if (abort.signal.aborted) {
    const name = latest?.cluster.name;
    if (name !== undefined) say(`${name} runs on; see it again with: clusterview attach ${name}.`);
    return {exitCode: 0, hasLeft: true};
  }
  say(isStopping ? 'Stopped.' : 'Error: the master went away.');
  return {exitCode: isStopping && !hasFailed ? 0 : 1, hasLeft: false};
}
