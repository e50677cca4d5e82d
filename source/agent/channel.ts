import {COMMAND, type MasterMessage, type WorkerMessage} from '../messages/types.js';
import {TIMER_MS_MAX} from '../timer-max.js';
import type {CountedChannel, NativeHandle} from './node-internals.js';
import {clearInterval, setInterval} from './timers.js';

type Unsent<Message> = Message extends {cmd: unknown} ? Omit<Message, 'cmd'> : never;
type SendRaw = (
  message: unknown,
  handle: NativeHandle | undefined,
  options: undefined,
  callback: (error: Error | null) => void,
) => boolean;

/** The agent's end of the IPC channel to the master. */
export interface Channel {
  /**
   * The handle is closed here when it has gone.
   * @param onSent called when it has left this process, and all that was sent before it.
   */
  send(message: Unsent<WorkerMessage>, handle?: NativeHandle, onSent?: () => void): void;
  onMessage(handler: (message: MasterMessage, handle: NativeHandle | undefined) => void): void;
  /** The app has a listener for messages of its own. */
  readonly appListens: boolean;
  /** Keep the process alive for the channel, as an open socket would; counted. */
  ref(): void;
  unref(): void;
}

export function openChannel(): Channel {
  const sendRaw = process.send!.bind(process) as SendRaw;
  const control = process.channel as unknown as CountedChannel;

  // By a timer, as `node:cluster` does it: the app may let go of the channel itself.
  let references = 0;
  let keepAlive: NodeJS.Timeout | undefined;
  process.once('disconnect', () => clearInterval(keepAlive));

  // `node:cluster` listens on the channel in every worker, which would keep alive an app that has nothing
  // left to do. An app ends here when it would end without clusterview.
  const ownListeners = process.listenerCount('message');
  const listeners = ownListeners + process.listenerCount('disconnect');
  for (let i = 0; i < listeners; i++) control.unrefCounted();

  return {
    send(message, handle, onSent) {
      if (!process.connected) {
        handle?.close();
        return;
      }
      // The callback swallows the error of a channel that has just broken: the process is about to end.
      sendRaw({cmd: COMMAND, ...message}, handle, undefined, () => {
        handle?.close();
        onSent?.();
      });
    },
    onMessage(handler) {
      process.on('internalMessage', (message: MasterMessage, handle: NativeHandle | undefined) => {
        if (message.cmd === COMMAND) handler(message, handle);
      });
    },
    get appListens() {
      return process.listenerCount('message') > ownListeners;
    },
    ref() {
      references += 1;
      if (references === 1 && process.connected) keepAlive = setInterval(() => {}, TIMER_MS_MAX);
    },
    unref() {
      references -= 1;
      if (references === 0) clearInterval(keepAlive);
    },
  };
}
