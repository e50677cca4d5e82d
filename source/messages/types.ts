/**
 * What the master and the agents say to each other over each worker's IPC channel. Node hands messages whose
 * `cmd` starts with `NODE_` to the `internalMessage` event, so that the app never sees them and its own
 * messages stay its own (seen on Node 20 to 26).
 */

export const COMMAND = 'NODE_CLUSTERVIEW';
/** Node's own messages between a cluster worker and its primary. */
export const NODE_CLUSTER_COMMAND = 'NODE_CLUSTER';
/**
 * Node's own sign that the other side has taken a handle out of the channel: while it is outstanding, the
 * sender's copy is the only one that is sure to live.
 */
export const NODE_HANDLE_TAKEN = 'NODE_HANDLE_ACK';
/** The same where it has not got it: it has no file descriptor left. */
export const NODE_HANDLE_LOST = 'NODE_HANDLE_NACK';

/** Between two reports of a worker. */
export const REPORT_INTERVAL_MS = 1000;
/** The first one gives way to the first requests, which may wait already. */
export const FIRST_REPORT_AFTER_MS = 10;
/** A worker tells its load this long after a connection has closed: many that close make one message. */
export const TELL_LOAD_AFTER_MS = 5;
/**
 * The first argument of Node in each worker: the inspector that SIGUSR1 opens takes any free port, where several
 * workers would ask for the same.
 */
export const INSPECT_ANY_PORT = '--inspect-port=0';
/** The most of a stack, and of its first line, that a crash report brings. */
export const STACK_CHARS_MAX = 60_000;
export const TITLE_CHARS_MAX = 1000;
/** The most routes that one report names, beside {@link OTHER_ROUTES}, */
export const ROUTES_MAX = 100;
/** the characters of their folded paths, */
export const ROUTE_CHARS_MAX = 120;
/** and the pairs in all their histograms. */
export const ROUTE_PAIRS_MAX = 2000;
/** The slowest requests that one report brings, */
export const SLOW_REQUESTS_MAX = 20;
/** and the characters of their paths. */
export const PATH_CHARS_MAX = 200;
/** A method is a short word; over HTTP/2 it may be anything. */
export const METHOD_CHARS_MAX = 16;
/** Path of all that has no place of its own; its method is empty. */
export const OTHER_ROUTES = '(other)';

/** What `listen` or `bind` asks for, in the terms of Node's own internals. */
export interface ListenRequest {
  readonly address: string | null;
  /** -1 for Unix sockets. */
  readonly port: number;
  /** 4, 6, -1 for Unix sockets, or the kind of UDP socket. */
  readonly addressType: 4 | 6 | -1 | 'udp4' | 'udp6';
  readonly fd: number | undefined;
  readonly flags: number;
  readonly backlog: number | undefined;
  /** How many times this worker has asked for the same address before: each is a listener of its own. */
  readonly index: number;
  /** What servers of one listener share, such as the keys of TLS session tickets. */
  readonly data: unknown;
}

export interface SocketName {
  readonly address?: string;
  readonly port?: number;
  readonly family?: string;
}

/**
 * What a connection has been through when it comes to a worker.
 * - `new`: nothing; no worker has accepted it.
 * - `silent`: another worker has accepted it, and the client has not sent anything yet.
 * - `idle`: another worker has answered requests on it; it is between two.
 */
export type ConnectionState = 'new' | 'silent' | 'idle';

interface Message {
  readonly cmd: typeof COMMAND;
}

/** From the agent to the master. */
export type WorkerMessage = Message &
  (
    | ({readonly act: 'listen'; readonly sequence: number} & ListenRequest)
    /** `null` for a socket that the app opened by itself, with `exclusive: true`. */
    | {readonly act: 'listening'; readonly address: string | null}
    | {readonly act: 'close'; readonly listener: number}
    /** Comes with the handle of a connection that is another worker's from now on. */
    | {
        readonly act: 'return';
        readonly listener: number;
        readonly state: ConnectionState;
      }
    | CrashReport
    | ExitReport
    /** Without the work where none of it has changed since the last report. */
    | ({readonly act: 'report'; readonly work: WorkReport | null} & HealthReport)
    /** With whether the app would rather be told to end by the message `shutdown` than by SIGTERM. */
    | {readonly act: 'drained'; readonly prefersMessage: boolean}
    /** The app wants its channel closed; that waits for `left`. */
    | {readonly act: 'leave'}
    /** The handle that came with the message of that number. */
    | {readonly act: 'copy'; readonly sequence: number}
    /** Its inspector is open for the master, */
    | {readonly act: 'inspector-open'; readonly url: string}
    /** and not any more. */
    | {readonly act: 'inspector-closed'}
    /** Open connections, where the master wants to hear of it: soon after each that closes, and when it asks. */
    | {readonly act: 'load'; readonly openConnections: number; readonly isAnswer: boolean}
  );

/** From the master to the agent. */
export type MasterMessage = Message &
  (
    | {
        readonly act: 'listen-reply';
        readonly sequence: number;
        /** Negative, as libuv counts. 0 when all is well. */
        readonly errno: number;
        readonly listener: number;
        /** `null` for UDP, whose handle comes with the message. So does a server's where the kernel decides. */
        readonly socketName: SocketName | null;
        readonly data: unknown;
      }
    /** Comes with the handle of a connection. */
    | {
        readonly act: 'connection';
        readonly listener: number;
        readonly state: ConnectionState;
      }
    /** From the kernel where a listening handle comes with it, from the master otherwise. */
    | {readonly act: 'accept-from'; readonly listener: number}
    /** Comes with a handle, which is to come back. */
    | {readonly act: 'copy'; readonly sequence: number}
    /** There is a new copy of the data file. */
    | {readonly act: 'data'; readonly file: string}
    /** Node's inspector is to be open, on loopback, to stay so where it is, or to be closed; `isOwn`: only for the master. */
    | {readonly act: 'inspector'; readonly open: boolean | 'stay'; readonly isOwn: boolean}
    /** The channel may be closed: nothing more comes over it. */
    | {readonly act: 'left'}
    /** Whether `load` is wanted whenever connections have closed. */
    | {readonly act: 'tell-load'; readonly wanted: boolean}
    /** `load` is wanted now, behind what the connections that came before have brought with them. */
    | {readonly act: 'ask-load'}
    /** So many idle connections of these listeners are to come back, for workers that have fewer. */
    | {readonly act: 'shed'; readonly count: number; readonly listeners: readonly number[]}
    | {
        readonly act: 'drain';
        /** Idle connections come back, for another worker; otherwise they are closed. */
        readonly handOver: boolean;
        /** Those of these listeners, which nobody else serves, are closed. */
        readonly ending: readonly number[];
      }
  );

export interface CrashReport {
  readonly act: 'crash';
  /** `TypeError: x is not a function`, or what was thrown where it was no error. */
  readonly title: string;
  readonly stack: string;
  readonly origin: 'uncaughtException' | 'unhandledRejection';
  /** The app has a handler of its own, and lives on unless that ends it. */
  readonly handled: boolean;
  /** It finishes what it has for a while, and hands over what is idle, before it ends. */
  readonly livesOn: boolean;
}

export interface ExitReport {
  readonly act: 'exit';
  readonly code: number;
  /** Stack of the call of `process.exit`, where there was one. */
  readonly stack: string | null;
}

/** How the process of a worker is. */
export interface HealthReport {
  /** Age of the worker by its own clock. */
  readonly uptimeMs: number;
  readonly cpuMicros: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  /** Spent in garbage collections that stopped the app. */
  readonly gcMicros: number;
  readonly eventLoopUtilization: number;
  /** Percentiles of the last seconds, of which one alone has too few samples. */
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  /** Since the last report. */
  readonly delayMaxMs: number;
}

/** What it does. Counters run from its start; `latency` holds what came since the last report. */
export interface WorkReport {
  /** SIGUSR1 opens Node's inspector: neither the app nor an option of Node has made something else of it. */
  readonly opensInspectorOnSignal: boolean;
  /** Where it is open, for whomever. */
  readonly inspectorUrl: string | null;
  readonly openConnections: number;
  readonly accepted: number;
  readonly started: number;
  readonly finished: number;
  readonly aborted: number;
  readonly byStatusClass: readonly [number, number, number, number, number];
  /** Pairs of a latency bucket and how many finished requests fell into it. */
  readonly latency: readonly number[];
  readonly latencyMaxMicros: number;
  /** Of all finished requests. */
  readonly latencySumMicros: number;
  /** Since the last report: those that had requests, the most frequent first. */
  readonly routes: readonly RouteReport[];
  /** Not all finished requests were looked at for `routes`. */
  readonly routesSampled: boolean;
  /** The slowest since the last report, of all that finished; in no order. */
  readonly slowRequests: readonly SlowRequestReport[];
}

export interface Report extends HealthReport {
  readonly work: WorkReport;
}

/** Finished requests of one method and folded path. Where not all were looked at, the counts are scaled up. */
export interface RouteReport {
  readonly method: string;
  readonly path: string;
  readonly count: number;
  /** Of them, answered with 5xx. */
  readonly errors: number;
  readonly sumMicros: number;
  /** Of those that were looked at. */
  readonly maxMicros: number;
  /** Pairs of a coarse latency bucket and a count; empty where the report had no room for it. */
  readonly latency: readonly number[];
}

/** One finished request. */
export interface SlowRequestReport {
  readonly method: string;
  /** Without its query, which may hold secrets. */
  readonly path: string;
  readonly status: number;
  readonly micros: number;
  /** Unix epoch milliseconds. */
  readonly startedAt: number;
}
