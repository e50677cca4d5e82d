import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {bindServer, type ServerHandle} from '../../../source/master/node-internals.js';
import {
  COMMAND as AGENT_COMMAND,
  INSPECT_ANY_PORT,
  type MasterMessage,
  type WorkerMessage,
} from '../../../source/messages/types.js';
import {OWN_SESSION} from '../own-session.js';
import {owned} from '../running.js';
import {type BenchServer, DEMO_APP, endProcess, freePort} from './server.js';

export const AGENT = fileURLToPath(new URL('../../../dist/agent.cjs', import.meta.url));
const LISTENS = /^listening on \d+$/m;
/** Far above what it takes under callgrind, where it takes longest. */
const LISTEN_MS_MAX = 120_000;

export interface SingleOptions {
  /** `null` for the app alone. */
  readonly agent: string | null;
  /** What Node runs under, and Node itself with its options; Node alone if there is nothing. */
  readonly command?: readonly string[];
}

/**
 * The app in one process, alone or with the agent, that listens for itself: with the agent, on a handle that it is
 * given, as under `shared`. Both have a channel to their parent and nothing else is the master's part, so that what
 * differs is the agent.
 */
export async function startSingle({
  agent,
  command = [process.execPath],
}: SingleOptions): Promise<BenchServer> {
  const port = await freePort();
  const env = {...process.env, PORT: String(port)};
  const [program, ...options] = command;
  const child = fork(DEMO_APP, [], {
    execPath: program!,
    execArgv: agent ? [...options, INSPECT_ANY_PORT, '--require', agent] : options,
    env: agent ? {...env, NODE_UNIQUE_ID: '1', CLUSTERVIEW_SLOT: '1'} : env,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    ...OWN_SESSION,
  });
  const stop = owned(() => endProcess(child, 'SIGKILL'));
  answerListen(child);
  await listening(child);
  return {name: agent ? 'with the agent' : 'alone', port, pids: [child.pid!], stop};
}

/** The part of a master without which the app would not listen. */
function answerListen(child: ChildProcess): void {
  (child as unknown as NodeJS.EventEmitter).on('internalMessage', (message: WorkerMessage) => {
    if (message.cmd !== AGENT_COMMAND || message.act !== 'listen') return;
    const {sequence, address, port, addressType, fd, flags} = message;
    const handle = bindServer(address, port, addressType as number, fd, flags) as ServerHandle;
    const socketName = {};
    handle.getsockname!(socketName);
    const reply: MasterMessage = {
      cmd: AGENT_COMMAND,
      act: 'listen-reply',
      sequence,
      errno: 0,
      listener: 1,
      socketName,
      data: null,
    };
    child.send(reply, handle as never, {}, () => handle.close());
  });
}

/** From its start on. */
function listening(child: ChildProcess): Promise<void> {
  let text = '';
  return new Promise<void>((resolve, reject) => {
    const late = () => reject(new Error(`the app did not listen within ${LISTEN_MS_MAX / 1000} s`));
    const timer = setTimeout(late, LISTEN_MS_MAX);
    child.stdout!.on('data', chunk => {
      if (LISTENS.test(text)) return;
      text += chunk;
      if (!LISTENS.test(text)) return;
      clearTimeout(timer);
      resolve();
    });
    once(child, 'exit')
      .then(([code]) => reject(new Error(`the app ended: ${code}`)), reject)
      .finally(() => clearTimeout(timer));
  });
}
