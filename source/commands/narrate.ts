import {ApiCallError, type ApiClient} from '../api/client.js';
import {STOP_SIGNALS} from '../stop-signals.js';
import {LineWriter} from './line-writer.js';
import {Narrator} from './narrator.js';
import {takeTypedCommands} from './typed-commands.js';

const HELP = 'Type status, reload, reload and the number of a worker, stop, quit or help, and Enter.';

export interface NarrateOptions {
  readonly client: ApiClient;
  /** Leaving stops the cluster, and signals are somebody else's to handle. */
  readonly ownsCluster: boolean;
}

/** The viewer in sentences, of a cluster that runs. @returns the exit code. */
export async function narrate({client, ownsCluster}: NarrateOptions): Promise<number> {
  const stdout = new LineWriter(process.stdout);
  const say = (sentence: string) => stdout.write(sentence);
  const abort = new AbortController();
  const narrator = new Narrator(say);
  let isStopping = false;
  const stop = async () => {
    const force = isStopping;
    isStopping = true;
    const {message} = await client.stop(force);
    return `${message}.`;
  };
  const leave = () => {
    if (ownsCluster) return stop();
    abort.abort();
    return null;
  };
  const endTyping = process.stdin.isTTY
    ? takeTypedCommands(
        {
          status: async () => {
            narrator.status(await client.status());
            return null;
          },
          reload: async argument => {
            if (argument !== '' && !/^\d+$/.test(argument))
              return `Which worker is ${argument}? Say its number.`;
            await (argument === '' ? client.reload() : client.reloadSlot(Number(argument)));
            return null;
          },
          stop,
          quit: leave,
          help: () => HELP,
        },
        say,
      )
    : () => {};
  const onSignal = () => abort.abort();
  if (!ownsCluster) for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  try {
    await client.stream({
      logs: false,
      signal: abort.signal,
      onMessage: message => {
        if (message.type === 'event') narrator.event(message.data);
        else if (message.type === 'snapshot') {
          const {state} = message.data.cluster;
          if (state === 'stopping') isStopping = true;
          else narrator.snapshot(message.data);
        }
      },
    });
  } catch (error) {
    if (!(error instanceof ApiCallError)) throw error;
  } finally {
    endTyping();
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
  }
  if (abort.signal.aborted) return 0;
  say(isStopping ? 'Stopped.' : 'Error: the master went away.');
  return isStopping ? 0 : 1;
}
