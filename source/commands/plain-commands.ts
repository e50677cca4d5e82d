import type {ApiClient} from '../api/client.js';
import {
  type ClusterEvent,
  KILL_SIGNALS,
  type KillSignal,
  type LogLine,
  MAX_WORKERS,
  MIN_WORKERS,
  POLICIES,
  PROFILE_SECONDS_DEFAULT,
  PROFILE_SECONDS_MAX,
  PROFILE_SECONDS_MIN,
  type Snapshot,
} from '../api/types.js';
import {plural} from '../master/naming.js';
import {dialogFor} from '../ui/dialogs.js';
import type {Dialog} from '../ui/ui-state.js';
import {readLogs} from './read-logs.js';
import {
  lineSentence,
  pastEventSentence,
  profileSentences,
  stackSentences,
  workerSentence,
} from './sentences.js';
import {adviceFor, type Question, type Reply, type TypedCommands} from './typed-commands.js';

/** Events and log lines that are told at once. */
export const TOLD_MAX = 10;
const NUMBER = /^\d+$/;

/** What the commands act on. */
export interface PlainContext {
  readonly client: ApiClient;
  readonly ownsCluster: boolean;
  /** That of this moment; `null` before the first. */
  readonly snapshot: () => Snapshot | null;
  /** The last ones, oldest first. */
  readonly events: () => readonly ClusterEvent[];
  readonly say: (sentence: string) => void;
  readonly tellStatus: (snapshot: Snapshot) => void;
  readonly isStopping: () => boolean;
  /** Gracefully; the second time, at once. Events tell of it. */
  readonly stop: () => Promise<null>;
  /** Ends this, and nothing else. */
  readonly leave: () => void;
}

/** What can be typed where there are no keys. */
export function plainCommands(context: PlainContext): TypedCommands {
  const {client, say, tellStatus, events} = context;
  const commands: TypedCommands = {
    status: {
      takes: '',
      most: 0,
      help: 'how everything is',
      run: async () => {
        tellStatus(await client.status());
        return null;
      },
    },
    workers: {
      takes: '[worker]',
      most: 1,
      help: 'how each worker is, or one of them',
      run: async word => {
        const snapshot = await client.status();
        const slots = word === undefined ? snapshot.slots : [slotOf(word, snapshot)];
        return slots.map(slot => workerSentence(slot, snapshot.at));
      },
    },
    reload: {
      takes: '[workers]',
      most: MAX_WORKERS,
      help: 'replaces all workers one after the other, or those named',
      run: async (...words) => {
        const slots = words.map(word => slotOf(word, known(context)));
        await client.reload(slots.length > 0 ? {slots: slots.map(({slot}) => ({slot}))} : {});
        return null;
      },
    },
    kill: {
      takes: 'worker [signal]',
      most: 2,
      help: 'stops a worker gracefully and replaces it, or sends it a signal such as SIGKILL; asks',
      run: (word, name) => kill(word, name, context),
    },
    scale: {
      takes: 'workers',
      most: 1,
      help: 'how many workers there are to be; asks before the last one',
      run: word => scale(word, context),
    },
    policy: {
      takes: 'policy',
      most: 1,
      help: `who gets the next connection: ${POLICIES.join(', ')}`,
      run: async word => {
        const {cluster} = known(context);
        const policy = POLICIES.find(name => name === word);
        if (!policy) return `Which policy? It is ${cluster.policy} now. ${adviceFor(word, POLICIES)}`;
        const {message} = await client.setPolicy(policy);
        return policy === cluster.policy ? `${message}.` : null;
      },
    },
    logs: {
      takes: '[worker]',
      most: 1,
      help: `the last ${TOLD_MAX} lines that the workers wrote, or one of them`,
      run: async word => {
        const slot = word === undefined ? null : slotOf(word, known(context)).slot;
        const lines: LogLine[] = [];
        const abort = new AbortController();
        const onLine = (line: LogLine) => void lines.push(line);
        await readLogs(client, {slot, most: TOLD_MAX, follow: false, abort, onLine, onSilence: () => {}});
        if (lines.length > 0) return lines.map(lineSentence);
        return slot === null
          ? 'No worker has written anything yet.'
          : `Worker ${slot} has written nothing yet.`;
      },
    },
    events: {
      takes: '',
      most: 0,
      help: `the last ${TOLD_MAX} things that happened`,
      run: () => events().map(pastEventSentence),
    },
    profile: {
      takes: 'worker [seconds]',
      most: 2,
      help: `where the time of a worker goes, sampled for ${PROFILE_SECONDS_DEFAULT} seconds or as many as are said`,
      run: async (word, time) => {
        const {slot} = slotOf(word, known(context));
        const seconds = time === undefined ? PROFILE_SECONDS_DEFAULT : Number(time);
        if (!Number.isInteger(seconds) || seconds < PROFILE_SECONDS_MIN || seconds > PROFILE_SECONDS_MAX)
          return `How many seconds? ${PROFILE_SECONDS_MIN} to ${PROFILE_SECONDS_MAX}.`;
        say(`Worker ${slot} is sampled for ${plural(seconds, 'second')}.`);
        return profileSentences(await client.profile(slot, seconds));
      },
    },
    stack: {
      takes: 'worker',
      most: 1,
      help: 'what a worker runs at this moment',
      run: async word => stackSentences(await client.stack(slotOf(word, known(context)).slot)),
    },
    stop: {
      takes: '',
      most: 0,
      help: 'stops the cluster; asks; once more, at once',
      run: () => (context.isStopping() ? context.stop() : stopQuestion(context)),
    },
    quit: {
      takes: '',
      most: 0,
      help: context.ownsCluster
        ? 'stops the cluster or leaves it running; asks'
        : 'leaves; the cluster runs on',
      run: () => quit(context),
    },
    help: {
      takes: '',
      most: 0,
      help: 'this',
      run: () =>
        Object.entries(commands).map(([name, {takes, help}]) => {
          return `${[name, takes].filter(Boolean).join(' ')}: ${help}.`;
        }),
    },
  };
  return commands;
}

function kill(word: string | undefined, name: string | undefined, context: PlainContext): Reply {
  const snapshot = known(context);
  const {slot, worker} = slotOf(word, snapshot);
  if (!worker) return `Worker ${slot} is not running.`;
  const {pid} = worker;
  const signal = name === undefined ? undefined : signalOf(name);
  if (signal === null) return `Which signal? ${adviceFor(name, KILL_SIGNALS)}`;
  const send = async () => `${(await context.client.kill(slot, {pid, signal})).message}.`;
  if (signal !== undefined && signal !== 'SIGKILL')
    return yesOrNo(`Send ${signal} to worker ${slot} (pid ${pid})?`, send);
  const dialog = dialogFor({type: signal ? 'kill-worker' : 'stop-worker', slot, pid}, snapshot)!;
  return yesOrNo(textOf(dialog), send);
}

/** `kill`, `KILL` and `SIGKILL` are the same. */
function signalOf(name: string): KillSignal | null {
  const upper = name.toUpperCase();
  return KILL_SIGNALS.find(signal => signal === upper || signal === `SIG${upper}`) ?? null;
}

function scale(word: string | undefined, context: PlainContext): Reply | Promise<Reply> {
  const snapshot = known(context);
  const now = snapshot.cluster.workers;
  const workers = NUMBER.test(word ?? '') ? Number(word) : Number.NaN;
  if (!(workers >= MIN_WORKERS && workers <= MAX_WORKERS))
    return `How many workers? There are ${now}, and can be ${MIN_WORKERS} to ${MAX_WORKERS}.`;
  const act = async () => {
    const {message} = await context.client.scale(workers);
    return workers === now ? `${message}.` : null;
  };
  const question = workers < now ? dialogFor({type: 'scale', workers}, snapshot) : null;
  return question ? yesOrNo(textOf(question), act) : act();
}

function stopQuestion(context: PlainContext): Reply | Promise<Reply> {
  const snapshot = context.snapshot();
  const {stop} = context;
  return snapshot ? yesOrNo(stopText(snapshot), stop) : stop();
}

function quit(context: PlainContext): Reply | Promise<Reply> {
  const {client, ownsCluster, isStopping, stop, leave, snapshot} = context;
  if (!ownsCluster) {
    leave();
    return null;
  }
  const latest = snapshot();
  if (isStopping()) return 'It is stopping already: stop ends it at once.';
  if (!latest) return stop();
  return {
    question: `${stopText(latest)} Left running, it outlives this terminal. Type stop, leave or cancel.`,
    answers: {
      stop,
      leave: async () => {
        await client.detach();
        leave();
        return null;
      },
      cancel: () => 'Nothing was done.',
    },
  };
}

function stopText({cluster, total}: Snapshot): string {
  return `Stop ${cluster.name}? It has ${plural(cluster.workers, 'worker')}, ${plural(total.connections.open, 'open connection')} and ${plural(total.requests.inFlight, 'request')} in flight.`;
}

/** The question of the viewer, as one line. */
function textOf({title, lines}: Dialog): string {
  return [title, ...lines].join(' ');
}

function yesOrNo(question: string, yes: () => Promise<Reply>): Question {
  const no = () => 'Nothing was done.';
  return {question: `${question} Type yes or no.`, answers: {yes, y: yes, no, n: no}};
}

/** @throws Error where nothing is known yet. */
function known({snapshot}: PlainContext): Snapshot {
  const latest = snapshot();
  if (latest) return latest;
  throw new Error('nothing is known of the cluster yet; try again in a second');
}

/** @throws Error that asks for the number of a worker. */
function slotOf(word: string | undefined, {slots}: Snapshot): Snapshot['slots'][number] {
  const numbers = slots.length === 1 ? 'there is 1 alone' : `there are 1 to ${slots.length}`;
  if (word === undefined) throw new Error(`which worker? ${numbers}`);
  if (!NUMBER.test(word)) throw new Error(`which worker is ${JSON.stringify(word)}? ${numbers}`);
  const slot = slots[Number(word) - 1];
  if (!slot) throw new Error(`there is no worker ${word}; ${numbers}`);
  return slot;
}
