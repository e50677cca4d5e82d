import cluster from 'node:cluster';
import type dgram from 'node:dgram';
import type net from 'node:net';
import path from 'node:path';
import {getSystemErrorMap} from 'node:util';
import type {MasterMessage} from '../messages/types.js';
import type {Channel} from './channel.js';
import {ListenIndexes} from './listen-indexes.js';
import type {GetServer, HandleOptions, HandleOwner, ListeningHandle, NativeHandle} from './node-internals.js';
import type {RequestCounter} from './requests.js';
import {StandIn} from './stand-in.js';

type ListenReply = Extract<MasterMessage, {act: 'listen-reply'}>;

/** A server of the app that listens through the master. */
export interface ServedListener {
  readonly owner: HandleOwner;
  /** Takes connections that come from the master. */
  readonly handle: ListeningHandle;
  /** Stop taking new connections without closing the app's server. */
  stopAccepting(): void;
}

/** Whether the app closes a server. */
interface CloseWatch {
  readonly isClosed: boolean;
  readonly stop: () => void;
}

/** A `listen` that the master has not answered yet. */
interface Attempt {
  readonly watch: CloseWatch;
  /** Another one for the same address, which waits for its end. */
  next: (() => void) | null;
}

/** The listeners of this worker, by the master's number for them. */
export type ServedListeners = Map<number, ServedListener>;

/**
 * Makes `listen` and `bind` of the app ask the master for their handle. Both call `cluster._getServer`, which the agent
 * replaces.
 */
export function interceptListen(
  channel: Channel,
  requests: RequestCounter,
  onServer: (server: HandleOwner) => void,
): ServedListeners {
  const served: ServedListeners = new Map();
  const pending = new Map<number, (reply: ListenReply, handle: NativeHandle | undefined) => void>();
  const indexes = new ListenIndexes();
  /** The last one for each address, until it has been answered. */
  const attempts = new Map<string, Attempt>();
  let sequence = 0;

  const getServer: GetServer = (owner, options, callback) => {
    const address = isUnixSocket(options) ? pathOf(options.address!) : options.address;
    const {port, addressType, fd} = options;
    const key = `${address}:${port}:${addressType}:${fd}`;
    const attempt: Attempt = {watch: watchClose(owner), next: null};
    const ask = () => askMaster(owner, {...options, address}, key, attempt, callback);
    const before = attempts.get(key);
    attempts.set(key, attempt);
    // The app may have nothing else to live for until the answer is here.
    channel.ref();
    // An address is free when what was closed before it listened is out of the way.
    if (before?.watch.isClosed) before.next = ask;
    else ask();
  };

  function askMaster(
    owner: HandleOwner,
    options: HandleOptions,
    key: string,
    attempt: Attempt,
    callback: Parameters<GetServer>[2],
  ): void {
    const {address, port, addressType, fd, flags = 0, backlog} = options;
    const isUdp = typeof addressType === 'string';
    // Whichever port is free, each time another one: `bind()` says nothing, where `listen()` says 0.
    const isAnyPort = port === 0 || (isUdp && !port && !(fd! > 0));
    const index = indexes.take(key, isAnyPort);
    const data = owner._getServerData?.() ?? null;
    sequence += 1;
    pending.set(sequence, (reply, handle) => {
      attempt.watch.stop();
      try {
        answer(reply, handle);
      } finally {
        // What the app has thrown meanwhile is its own affair.
        if (attempts.get(key) === attempt) attempts.delete(key);
        attempt.next?.();
        channel.unref();
      }
    });
    channel.send({act: 'listen', sequence, address, port, addressType, fd, flags, backlog, index, data});

    function answer(reply: ListenReply, handle: NativeHandle | undefined): void {
      if (attempt.watch.isClosed) {
        indexes.release(key);
        if (reply.errno === 0) channel.send({act: 'close', listener: reply.listener});
        handle?.close();
      } else if (reply.errno === 0) {
        owner._setServerData?.(reply.data);
        const listening = handleFor(channel, reply, handle as ListeningHandle | undefined);
        const release = () => {
          served.delete(reply.listener);
          indexes.release(key);
          channel.send({act: 'close', listener: reply.listener});
        };
        served.set(reply.listener, serve(owner, listening, release));
        onServer(owner);
        owner.once('listening', () => {
          // The app may have closed it in a listener of its own, as it does to find a port that is free.
          if (served.has(reply.listener)) channel.send({act: 'listening', address: addressOf(owner)});
        });
        callback(0, listening);
      } else {
        indexes.release(key);
        refuse(owner, options, reply.errno, callback);
      }
    }
  }
  Object.assign(cluster, {_getServer: getServer});

  channel.onMessage((message, handle) => {
    if (message.act === 'connection') {
      const {listener, state} = message;
      const listening = served.get(listener)?.handle;
      const accept = () => listening!.onconnection!(0, handle!);
      if (!listening?.onconnection) channel.send({act: 'return', listener, state}, handle);
      else requests.takeOver(state, accept);
    } else if (message.act === 'listen-reply') {
      const take = pending.get(message.sequence)!;
      pending.delete(message.sequence);
      take(message, handle);
    } else if (message.act === 'accept-from') {
      const standIn = served.get(message.listener)?.handle;
      if (!(standIn instanceof StandIn)) (handle as NativeHandle | undefined)?.close();
      else if (handle) standIn.acceptFromKernel(handle as ListeningHandle);
      else standIn.acceptFromMaster();
    } else if (message.act === 'copy') {
      channel.send({act: 'copy', sequence: message.sequence}, handle);
    }
  });
  return served;
}

/**
 * Without a cluster `listen` has its handle at once, and `close` right behind it ends that. Here it takes a while,
 * in which Node finds nothing to close.
 */
function watchClose(owner: HandleOwner): CloseWatch {
  const watch = {isClosed: false, stop: () => {}};
  // What is closed before it is bound waits for that, in Node itself.
  if (!('listen' in owner)) return watch;
  const own = Object.getOwnPropertyDescriptor(owner, 'close');
  const {close} = owner;
  const watched: typeof close = (...args) => {
    watch.isClosed = true;
    return close.apply(owner, args);
  };
  owner.close = watched;
  watch.stop = () => {
    // The app may have put one of its own there since.
    if (owner.close !== watched) return;
    if (own) Object.defineProperty(owner, 'close', own);
    else Reflect.deleteProperty(owner, 'close');
  };
  return watch;
}

/** UDP sockets get the handle itself, servers a stand-in for it. */
function handleFor(
  channel: Channel,
  {socketName}: ListenReply,
  handle: ListeningHandle | undefined,
): ListeningHandle {
  if (!socketName) return handle!;
  const standIn = new StandIn(channel, socketName);
  if (handle) standIn.acceptFromKernel(handle);
  return standIn;
}

function serve(owner: HandleOwner, handle: ListeningHandle, release: () => void): ServedListener {
  const close = handle.close.bind(handle);
  let released = false;
  handle.close = done => {
    if (!released) release();
    released = true;
    close(done);
  };
  return {
    owner,
    handle,
    // A UDP socket is left open: what the app has received it may still answer.
    stopAccepting: () => (handle instanceof StandIn ? handle.stopAccepting() : handle.recvStop!()),
  };
}

function refuse(
  owner: HandleOwner,
  options: HandleOptions,
  errno: number,
  callback: Parameters<GetServer>[2],
): void {
  const {port, addressType} = options;
  const isUdp = typeof addressType === 'string';
  const [code, description] = getSystemErrorMap().get(errno) ?? ['UNKNOWN', `unknown error ${errno}`];
  // Without a cluster, `listen(port)` names the address that it tried, which is `::`.
  const address = options.address ?? '::';
  const place = port > 0 ? `${address}:${port}` : address;
  if (isUdp) {
    callback(errno, null);
    return;
  }
  // Node words this error otherwise in a cluster worker ("bind EADDRINUSE null:3000"): the app is to see
  // the one that it knows.
  const error = new Error(`listen ${code}: ${description} ${place}`);
  Object.assign(error, {code, errno, syscall: 'listen', address, ...(port > 0 && {port})});
  owner.emit('error', error);
}

function isUnixSocket({port, address}: HandleOptions): boolean {
  return port < 0 && address !== null;
}

/** One that begins with a null is a name, and no path. */
function pathOf(address: string): string {
  return address.startsWith('\0') ? address : path.resolve(address);
}

function addressOf(owner: HandleOwner): string {
  const address = (owner as net.Server | dgram.Socket).address() as net.AddressInfo | string | null;
  if (address === null || typeof address === 'string') return address ?? '';
  return `${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
