/**
 * The contract between the master and everything that watches or steers it: the viewer, the commands,
 * and scripts with `curl`. Times are milliseconds (`…Ms`) or Unix epoch milliseconds (`…At`), sizes are
 * bytes, CPU is percent of one core.
 */

/**
 * Who gets the next connection.
 * - `round-robin`: each worker in turn.
 * - `least-connections`: the worker with the fewest open ones.
 * - `sticky`: always the same worker for a client address; a change in the number of workers moves as few
 *   clients as it can. Over a Unix socket, where clients have no address, as `least-connections`.
 * - `shared`: the workers listen on the socket themselves, and the kernel decides.
 */
export const POLICIES = ['round-robin', 'least-connections', 'sticky', 'shared'] as const;
export type Policy = (typeof POLICIES)[number];

/** Of one worker process, in the order in which it goes through them. */
export const PHASES = ['starting', 'ready', 'draining', 'exited'] as const;
export type Phase = (typeof PHASES)[number];

/**
 * Of a numbered place that a worker fills.
 * - `running`: it has a worker, whatever that worker's phase.
 * - `backing-off`: its worker died; the next one starts in `nextStartInMs`.
 * - `gave-up`: it died too often; only a reload of the slot tries again.
 * - `stopped`: it has no worker, because the cluster stops or has not come to it yet.
 */
export const SLOT_STATES = ['running', 'backing-off', 'gave-up', 'stopped'] as const;
export type SlotState = (typeof SLOT_STATES)[number];

/**
 * Why a worker died unasked.
 * - `exception`: an exception or a rejection that nobody handled.
 * - `exit`: the app called `process.exit`, or had nothing left to do.
 * - `signal`: sent by somebody else, or by the process itself (`SIGSEGV`, `SIGABRT`).
 * - `heap-limit`: V8 had no room left in its heap.
 * - `oom-killer`: killed by the kernel for want of memory.
 * - `hang`: killed because its event loop had not turned for too long.
 * - `start`: it was not ready in time, disconnected before that, or could not even be spawned.
 */
export const DEATH_CAUSES = [
  'exception',
  'exit',
  'signal',
  'heap-limit',
  'oom-killer',
  'hang',
  'start',
] as const;
export type DeathCause = (typeof DEATH_CAUSES)[number];
/** Causes that have not occurred are left out. */
export type CountsByCause = Readonly<Partial<Record<DeathCause, number>>>;

/**
 * Of the whole cluster.
 * - `starting`: no worker was ready yet.
 * - `failed`: the app never started, or every slot gave up.
 * - `stopping`: asked to stop; workers drain.
 */
export const CLUSTER_STATES = ['starting', 'running', 'reloading', 'stopping', 'failed'] as const;
export type ClusterState = (typeof CLUSTER_STATES)[number];

/** Latency of finished requests over the last `LATENCY_WINDOW_S` seconds; `null` where there were none. */
export interface Latency {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** How late the event loop comes to what is due. */
export interface EventLoopDelayFigures {
  /** Of the last {@link DELAY_WINDOW_S} seconds. */
  readonly p50Ms: number;
  /** Of the last {@link DELAY_WINDOW_S} seconds. */
  readonly p99Ms: number;
  /** Of the last second. */
  readonly maxMs: number;
}

/** Counters since the worker (or the cluster) started. `started = finished + aborted + inFlight`. */
export interface RequestFigures {
  readonly started: number;
  readonly finished: number;
  /** Ended before the response was complete: by a closed connection or, in totals, with their worker. */
  readonly aborted: number;
  readonly inFlight: number;
  /** Finished in the last second. */
  readonly perSecond: number;
  /** Finished, by status class: index 0 is 1xx, index 4 is 5xx. */
  readonly byStatusClass: readonly [number, number, number, number, number];
}

export interface WorkerSnapshot {
  /** Unique in the life of the master, and equal to the app's own `cluster.worker.id`. */
  readonly id: number;
  readonly pid: number;
  readonly phase: Phase;
  /** One that is ready, or leaves by itself, and whose event loop has not turned for a while. */
  readonly blocked: boolean;
  /** Where, while it is blocked, such as `in handle (app.js:12)`; `null` as long as that is not known. */
  readonly stuckWhere: string | null;
  /** It does not run, because of SIGSTOP, a tracer or a debugger. */
  readonly stopped: boolean;
  /** It stands still because its heap is written. */
  readonly frozen: boolean;
  /** What it is being examined for. */
  readonly diagnosis: DiagnosisSnapshot | null;
  /** Where its inspector listens, while that is open for longer: for the user, or by the app or options of Node. */
  readonly inspectorUrl: string | null;
  /** Time since the worker's last report. */
  readonly silentForMs: number;
  readonly startedAt: number;
  readonly readyAt: number | null;
  /** Percent of one core over the last second. */
  readonly cpuPercent: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  /** `null` until there is enough to tell. */
  readonly memoryTrend: MemoryTrendFigures | null;
  /** Share of the last second in which the event loop was busy, 0 to 1. */
  readonly eventLoopUtilization: number;
  /** Share of the last second that garbage collections took, 0 to 1. */
  readonly gcShare: number;
  readonly eventLoopDelay: EventLoopDelayFigures;
  readonly connections: {readonly open: number; readonly accepted: number};
  readonly requests: RequestFigures;
  readonly latency: Latency;
}

export type DiagnosisKind = 'stack' | 'profile' | 'heap';

/** A diagnosis that takes time, and runs or waits for its turn. */
export interface DiagnosisSnapshot {
  readonly kind: Exclude<DiagnosisKind, 'stack'>;
  readonly startedAt: number;
  /** How far it is, in a few words, such as `3 of 10 s` or `12 MB written`. */
  readonly progress: string;
}

/** Where memory is going, over the last ten minutes at most. */
export interface MemoryTrendFigures {
  readonly rssBytesPerMinute: number;
  readonly heapUsedBytesPerMinute: number;
  /** The time that they cover. */
  readonly spanMs: number;
  /** It grows steadily, and much. */
  readonly looksLikeLeak: boolean;
}

/** Something that is wrong with a worker, in words that go behind `worker 3: `. */
export interface Finding {
  readonly slot: number;
  readonly severity: Severity;
  readonly text: string;
  /** The diagnosis that tells more. */
  readonly remedy: DiagnosisKind | null;
}

export interface SlotSnapshot {
  /** 1…N; keeps its number whatever happens to the workers in it. */
  readonly slot: number;
  readonly state: SlotState;
  /** Set while `backing-off`. */
  readonly nextStartInMs: number | null;
  /** The worker that stands for the slot: the ready one if there is one, else the newest. */
  readonly worker: WorkerSnapshot | null;
  /** Others in the same slot: one that drains, or one that starts during a reload. */
  readonly others: readonly WorkerSnapshot[];
  /** Workers that replaced one that died unasked. */
  readonly restarts: number;
  /** The same, by what the one before died of. */
  readonly restartsByCause: CountsByCause;
  /** Workers that died unasked. */
  readonly crashes: number;
  readonly crashesByCause: CountsByCause;
  /** Why the last worker of this slot died unasked; `words` are one line. */
  readonly lastDeath: {readonly at: number; readonly words: string; readonly cause: DeathCause} | null;
  /** Over all workers that the slot ever had. */
  readonly total: {readonly requests: number; readonly connections: number};
  /** The same in the last minute. */
  readonly lastMinute: {readonly requests: number; readonly connections: number};
}

/** Jain's index of an even distribution over the slots: 1 is even, 1/N is all on one; `null` with no data. */
export interface Fairness {
  readonly requestsLastMinute: number | null;
  readonly requestsTotal: number | null;
  readonly connectionsLastMinute: number | null;
  readonly connectionsTotal: number | null;
}

/** The last change of policy, and what has been handed out since. */
export interface PolicySwitchSnapshot {
  readonly at: number;
  readonly from: Policy;
  /** Counted from the first reports after it on, one or two seconds later: nothing of before is in them. */
  readonly slots: readonly {
    readonly slot: number;
    readonly requests: number;
    readonly connections: number;
  }[];
  /** As in {@link Fairness}. */
  readonly fairness: {readonly requests: number | null; readonly connections: number | null};
}

export interface HostFigures {
  readonly hostname: string;
  /** For example `Debian GNU/Linux 12 (bookworm)`. */
  readonly os: string;
  readonly cpuModel: string;
  /** Of the machine. */
  readonly cores: number;
  /** That the cluster may use. */
  readonly usableCores: number;
  /** Set where the master runs in a container that it recognises, for example `docker`. */
  readonly container: string | null;
  /** Percent of the whole machine, 0 to 100, over the last second. */
  readonly cpuPercent: number;
  readonly memory: {
    readonly totalBytes: number;
    /** Without the page cache. */
    readonly usedBytes: number;
    readonly availableBytes: number;
    readonly cacheBytes: number;
    readonly swapTotalBytes: number;
    readonly swapUsedBytes: number;
  };
  readonly loadAverage: readonly [number, number, number];
}

export interface ListenerSnapshot {
  /** As a person writes it: `http`-less `0.0.0.0:3000`, `[::]:3000` or `/run/app.sock`. */
  readonly address: string;
  readonly kind: 'tcp' | 'unix' | 'udp';
  /** Connections that wait for a worker. */
  readonly held: number;
}

/** A rolling reload that runs, or the last one that ended. */
export interface ReloadSnapshot {
  readonly id: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** `null` while it runs. */
  readonly outcome: 'succeeded' | 'failed' | null;
  /** Why it failed, in one line. */
  readonly reason: string | null;
  readonly slots: readonly {
    readonly slot: number;
    readonly phase: 'waiting' | 'starting' | 'draining' | 'done' | 'failed';
    /** Open connections of the worker that goes. */
    readonly connectionsLeft: number;
    /**
     * When its new worker was forked, was ready (the old one drains from then on), and when all was over.
     * `null` before, or where it did not come to that; older recordings do not have them.
     */
    readonly startingAt?: number | null;
    readonly drainingAt?: number | null;
    readonly endedAt?: number | null;
  }[];
}

/** One a second: everything that a viewer shows. */
export interface Snapshot {
  readonly sequence: number;
  readonly at: number;
  readonly cluster: {
    readonly name: string;
    /** Path of the app as it was typed; from a config file, relative to where clusterview was started. */
    readonly app: string;
    readonly state: ClusterState;
    readonly policy: Policy;
    /** How many times the whole cluster has been reloaded. */
    readonly generation: number;
    readonly startedAt: number;
    /** Workers that are wanted; while some are scaled away, there are more slots. */
    readonly workers: number;
    readonly listeners: readonly ListenerSnapshot[];
    readonly nodeVersion: string;
    readonly clusterviewVersion: string;
    /** What a graceful stop allows: first for the connections, then after SIGTERM. */
    readonly drainTimeoutMs: number;
    readonly killTimeoutMs: number;
    /** Where Prometheus finds the metrics over TCP, as a URL; `null` without `--metrics-port`. */
    readonly metricsAddress: string | null;
  };
  readonly total: {
    readonly requests: RequestFigures;
    readonly connections: {readonly open: number; readonly accepted: number};
    readonly latency: Latency;
    readonly restarts: number;
    readonly crashes: number;
  };
  readonly fairness: Fairness;
  /** `null` where the policy is the one of the start; older recordings do not have it. */
  readonly policySwitch?: PolicySwitchSnapshot | null;
  /** What is wrong with workers, the worst first. */
  readonly findings: readonly Finding[];
  readonly slots: readonly SlotSnapshot[];
  readonly reload: ReloadSnapshot | null;
  readonly host: HostFigures;
  readonly master: {readonly pid: number; readonly cpuPercent: number; readonly rssBytes: number};
}

/** One second of the past, of the cluster (sums, and the worst delay) or of one slot: of the worker that stands for it. */
export interface HistoryPoint {
  readonly at: number;
  readonly cpuPercent: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** Of the last {@link DELAY_WINDOW_S} seconds. */
  readonly delayP99Ms: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** Answer of `GET /v1/history`: oldest first, at most {@link HISTORY_S}. */
export interface HistoryAnswer {
  readonly points: readonly HistoryPoint[];
}

/**
 * Finished requests of one method and path, in which ids are folded: `/users/:id/posts/:id`. Beyond about 400
 * requests a second and worker, counts are scaled up from those that were looked at, which are chosen by chance.
 */
export interface RouteFigures {
  /** Empty where `path` is `(other)`: all that there was no room for. */
  readonly method: string;
  readonly path: string;
  readonly count: number;
  /** Of all finished requests of the answer, 0 to 1. */
  readonly share: number;
  /** Of `count`, answered with 5xx. */
  readonly errors: number;
  readonly meanMs: number;
  /** Percentiles are at most 6.3 % off; `null` where there were too many routes to tell them. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Of the requests that were looked at. */
  readonly maxMs: number;
}

/** One finished request. Those whose connection closed first are not among them. */
export interface SlowRequest {
  readonly method: string;
  /** As it came, without its query, which may hold secrets. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  readonly startedAt: number;
  readonly slot: number;
  readonly pid: number;
}

/** Answer of `GET /v1/routes`: the last {@link ROUTES_WINDOW_S} seconds of the cluster or of one slot. */
export interface RoutesAnswer {
  /** Finished requests in that time, as far as they are told by route. */
  readonly requests: number;
  /** Not all of them were looked at: the figures of routes are estimates. */
  readonly sampled: boolean;
  /** At most {@link ROUTES_LISTED_MAX}, the most requests first. */
  readonly frequent: readonly RouteFigures[];
  /** At most {@link ROUTES_LISTED_MAX}, the highest mean first; without `(other)`. */
  readonly slowest: readonly RouteFigures[];
  /** At most {@link ROUTES_LISTED_MAX} of all requests, not only of those that were looked at; the slowest first. */
  readonly slowestRequests: readonly SlowRequest[];
}

/** What happened; the words of `node:cluster` where it has one. */
export type EventKind =
  | 'fork'
  | 'listening'
  | 'ready'
  | 'draining'
  | 'disconnect'
  | 'exit'
  | 'restart'
  | 'gave-up'
  | 'blocked'
  | 'unblocked'
  | 'stack'
  | 'diagnosis'
  | 'memory'
  | 'reload'
  | 'scale'
  | 'policy'
  | 'data'
  | 'kill'
  | 'record'
  | 'log-files'
  | 'detached'
  | 'stop'
  | 'error';

export type Severity = 'info' | 'good' | 'warning' | 'error';

export interface ClusterEvent {
  /** Rises by one with each event of this master. */
  readonly id: number;
  readonly at: number;
  readonly kind: EventKind;
  readonly severity: Severity;
  readonly slot: number | null;
  readonly pid: number | null;
  /** One line, complete in itself: `worker 3 (pid 4711) died: uncaught TypeError: x is not a function`. */
  readonly message: string;
  /** More lines: a stack, the last lines of stderr. */
  readonly detail: string | null;
}

export interface LogLine {
  readonly id: number;
  readonly at: number;
  readonly slot: number;
  readonly pid: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

interface SnapshotMessage {
  readonly type: 'snapshot';
  readonly data: Snapshot;
}

interface EventMessage {
  readonly type: 'event';
  readonly data: ClusterEvent;
}

interface LogMessage {
  readonly type: 'log';
  readonly data: LogLine;
}

interface LogsMessage {
  readonly type: 'logs';
  /** At least one and at most {@link LOG_BATCH_LINES_MAX}, in their order. */
  readonly data: readonly LogLine[];
}

/** What a cluster tells, as it is recorded and as `--json` prints it: one object a line. */
export type ClusterMessage = SnapshotMessage | EventMessage | LogMessage;

/**
 * What `GET /v1/stream` sends, one server-sent event each, named by `type`. Log lines come together: a message for
 * each would cost more than the line.
 */
export type StreamMessage = SnapshotMessage | EventMessage | LogsMessage;

/** Answer of every call that changes something: what happened, in one line. */
export interface ActionResult {
  readonly ok: true;
  readonly message: string;
}

/** One call of a stack, the innermost first. Source maps have been applied. */
export interface StackFrame {
  /** Empty for one without a name. */
  readonly function: string;
  /** Relative to the directory of the app where it lies in that; `node:…` for Node's own. */
  readonly file: string;
  /** From 1 on; so is the column. */
  readonly line: number;
  readonly column: number;
  /** - `app`: the app's own. - `package`: below a `node_modules`. - `node`: of Node, or of clusterview's agent. */
  readonly origin: 'app' | 'package' | 'node';
}

/** Answer of `POST /v1/slots/N/stack`. */
export interface StackResult extends ActionResult {
  readonly slot: number;
  readonly pid: number;
  /** Empty where no JavaScript ran: the message says so. At most {@link STACK_FRAMES_MAX}. */
  readonly frames: readonly StackFrame[];
}

/** Where time went in a CPU profile. */
export interface ProfiledFunction extends StackFrame {
  /** In the function itself, and with what it called. */
  readonly selfMs: number;
  readonly totalMs: number;
}

/** Answer of `POST /v1/slots/N/profile`. */
export interface ProfileResult extends ActionResult {
  readonly slot: number;
  readonly pid: number;
  /** Absolute path of a `.cpuprofile`. */
  readonly file: string;
  readonly durationMs: number;
  /** In which nothing ran, in which garbage was collected, and in native code without a function. */
  readonly idleMs: number;
  readonly garbageCollectionMs: number;
  readonly programMs: number;
  /** Those with the most time of their own, at most {@link TOP_FUNCTIONS_MAX}. */
  readonly topFunctions: readonly ProfiledFunction[];
}

/** Answer of `POST /v1/slots/N/heap`. */
export interface HeapResult extends ActionResult {
  readonly slot: number;
  readonly pid: number;
  /** Absolute path of a `.heapsnapshot`. */
  readonly file: string;
  readonly sizeBytes: number;
  /** How long the worker stood still for it. */
  readonly pausedMs: number;
}

/** Answer of `POST /v1/slots/N/inspect`. */
export interface InspectResult extends ActionResult {
  readonly slot: number;
  readonly pid: number;
  /** For debuggers; `null` when it was closed. */
  readonly url: string | null;
  /** To be opened in Chrome. */
  readonly devtoolsUrl: string | null;
}

/** Body of every answer with a status of 400 and above, but for those of `/healthz` and `/readyz`, which are plain text. */
export interface ApiError {
  readonly error: {
    /** Stable and meant for programs. */
    readonly code: ApiErrorCode;
    /** What was wrong and what is allowed, in one line. */
    readonly message: string;
  };
}

export type ApiErrorCode =
  | 'ERR_BAD_REQUEST'
  | 'ERR_NOT_FOUND'
  | 'ERR_NO_SUCH_SLOT'
  | 'ERR_NO_WORKER'
  | 'ERR_NO_CLUSTER'
  | 'ERR_BUSY'
  | 'ERR_STOPPING'
  | 'ERR_ACTION_FAILED'
  | 'ERR_TOO_MANY_STREAMS'
  | 'ERR_INTERNAL';

/** Signals that `POST /v1/slots/N/kill` takes. */
export const KILL_SIGNALS = [
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
  'SIGHUP',
  'SIGKILL',
  'SIGABRT',
  'SIGUSR2',
] as const;
export type KillSignal = (typeof KILL_SIGNALS)[number];

/** What calls about a worker may have in their body. */
export interface WorkerRequest {
  /** Refused unless this process still is the worker of the slot. */
  readonly pid?: number | undefined;
}

/** Body of `POST /v1/slots/N/kill`. */
export interface KillRequest extends WorkerRequest {
  /** Just this signal; without one, a graceful stop and a replacement. */
  readonly signal?: KillSignal | undefined;
}

/** Body of `POST /v1/reload`. */
export interface ReloadRequest {
  /** Those alone, in this order; without it, all. */
  readonly slots?: readonly ({readonly slot: number} & WorkerRequest)[] | undefined;
}

/** Log lines of the past that a new reader of the stream is given. */
export const PAST_LOGS_MAX = 1000;
/** Log lines of one message of the stream. */
export const LOG_BATCH_LINES_MAX = 500;
/** Frames of a stack that are kept. */
export const STACK_FRAMES_MAX = 50;
export const TOP_FUNCTIONS_MAX = 20;
/** Bounds of a CPU profile, in seconds. */
export const PROFILE_SECONDS_MIN = 1;
export const PROFILE_SECONDS_MAX = 120;
export const PROFILE_SECONDS_DEFAULT = 5;

/** Seconds of the past that are kept. */
export const HISTORY_S = 600;
/** Seconds of finished requests that {@link Latency} covers. */
export const LATENCY_WINDOW_S = 10;
/** Seconds that the percentiles of {@link EventLoopDelayFigures} cover. */
export const DELAY_WINDOW_S = 10;
/** Seconds that {@link RoutesAnswer} covers: this long, or up to 5 s less. */
export const ROUTES_WINDOW_S = 60;
/** The longest list in it. */
export const ROUTES_LISTED_MAX = 20;
/** Bounds of `workers`. */
export const MIN_WORKERS = 1;
export const MAX_WORKERS = 256;
