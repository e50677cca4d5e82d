import net from 'node:net';
import bytes from 'bytes';
import ms from 'ms';
import * as z from 'zod/mini';
import {
  KILL_SIGNALS,
  MAX_WORKERS,
  MIN_WORKERS,
  PAST_LOGS_MAX,
  POLICIES,
  PROFILE_SECONDS_DEFAULT,
  PROFILE_SECONDS_MAX,
  PROFILE_SECONDS_MIN,
} from './api/types.js';
import {inWords} from './in-words.js';

/** One option of the command line: what the flag, the help and the settings are made from. */
interface Option {
  readonly type: 'string' | 'boolean';
  readonly shortFlag?: string;
  /** What stands for the value in the help. FILE and DIR are paths: in a config file relative to that. */
  readonly value?: string;
  readonly help: string;
  /** As if it had been typed; none for switches, and for what is worked out from the app. */
  readonly default?: string;
  /** Checks and converts what was typed; its messages go behind the name of the flag. */
  readonly schema: z.ZodMiniType;
}

const DURATION_MAX_MS = 24 * 60 * 60 * 1000;
const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const VARIABLE_PATTERN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const RESTART_LIMIT_MAX = 1000;
/** A worker is known to be stuck after two seconds. */
const HANG_TIMEOUT_MIN = '3s';
/** No Node process runs in less. */
const MEMORY_MIN = '32M';
const MEMORY_MAX = '1T';
const OLD_LOG_FILES_MAX = 100;
const PORT_MAX = 65_535;

/** The one table of options. */
export const options = {
  workers: {
    type: 'string',
    shortFlag: 'w',
    value: 'N|auto',
    default: 'auto',
    help: `worker processes, ${MIN_WORKERS} to ${MAX_WORKERS}; auto is one per core, as far as limits of CPU and memory allow`,
    schema: typed(`a whole number from ${MIN_WORKERS} to ${MAX_WORKERS}, or auto`, text =>
      text === 'auto' ? ('auto' as const) : wholeNumber(text, MIN_WORKERS, MAX_WORKERS),
    ),
  },
  policy: {
    type: 'string',
    value: 'NAME',
    default: 'round-robin',
    help: `who gets the next connection: ${POLICIES.join(', ')}`,
    schema: typed(`one of ${POLICIES.join(', ')}`, text => POLICIES.find(policy => policy === text)),
  },
  noRebalance: {
    type: 'boolean',
    help: 'with shared, leave connections where the kernel has put them',
    schema: z.boolean(),
  },
  name: {
    type: 'string',
    value: 'NAME',
    help: "what the cluster is called; from the app's package.json, or its file name",
    schema: typed('letters, digits, dots, dashes and underscores, at most 64', text =>
      NAME_PATTERN.test(text) ? text : undefined,
    ),
  },
  headless: {
    type: 'boolean',
    help: 'plain lines instead of the viewer; by itself where stdin or stdout is no terminal',
    schema: z.boolean(),
  },
  plain: {
    type: 'boolean',
    help: 'the viewer as sentences, for screen readers; commands are typed as lines, such as help',
    schema: z.boolean(),
  },
  detach: {
    type: 'boolean',
    help: 'start in the background, and return when the workers serve; SIGHUP to the master reloads them',
    schema: z.boolean(),
  },
  json: {
    type: 'boolean',
    help: 'headless, with one JSON object a line; of commands, the answer as JSON',
    schema: z.boolean(),
  },
  nodeArgs: {
    type: 'string',
    value: 'ARGS',
    help: 'arguments of Node for the workers, such as "--import tsx"',
    schema: typed('arguments separated by spaces', text => text.split(/\s+/).filter(Boolean)),
  },
  cwd: {
    type: 'string',
    value: 'DIR',
    help: 'where the workers run; the current directory',
    schema: z.string(),
  },
  envFile: {
    type: 'string',
    value: 'FILE',
    help: 'more environment variables for the workers, read again at each reload',
    schema: z.string(),
  },
  watch: {
    type: 'boolean',
    help: 'reload when a file in the directory of --cwd changes, but for node_modules and what git ignores; with clusterview status: print it each second',
    schema: z.boolean(),
  },
  data: {
    type: 'string',
    value: 'FILE',
    help: "JSON that the app has by import {data} from 'clusterview', always the latest",
    schema: z.string(),
  },
  record: {
    type: 'string',
    value: 'FILE',
    help: 'record all that happens, for clusterview replay FILE',
    schema: z.string(),
  },
  recordSize: {
    type: 'string',
    value: 'SIZE',
    default: '64MB',
    help: 'how large the recording may become, FILE and FILE.1 together; the oldest goes first',
    schema: size('2M', '2G'),
  },
  logDir: {
    type: 'string',
    value: 'DIR',
    help: 'write what the workers write to files there, worker-1.log and so on, and all.log; SIGUSR2 to the master opens them again',
    schema: z.string(),
  },
  logSize: {
    type: 'string',
    value: 'SIZE',
    default: '16MB',
    help: 'how large a log file may become before it moves aside, to worker-1.log.1 and so on',
    schema: size('64K', '2G'),
  },
  logFiles: {
    type: 'string',
    value: 'N',
    default: '5',
    help: `how many older ones are kept of each, 1 to ${OLD_LOG_FILES_MAX}`,
    schema: typed(`a whole number from 1 to ${OLD_LOG_FILES_MAX}`, text =>
      wholeNumber(text, 1, OLD_LOG_FILES_MAX),
    ),
  },
  instanceVar: {
    type: 'string',
    value: 'NAME',
    default: 'NODE_APP_INSTANCE',
    help: 'environment variable that numbers the workers from 0',
    schema: typed('the name of an environment variable', text =>
      VARIABLE_PATTERN.test(text) ? text : undefined,
    ),
  },
  waitReady: {
    type: 'boolean',
    help: "a worker is ready when it calls process.send('ready'), not when it listens",
    schema: z.boolean(),
  },
  readyTimeout: {
    type: 'string',
    value: 'TIME',
    default: '15s',
    help: 'how long a worker may take to become ready',
    schema: duration({zero: false}),
  },
  drainTimeout: {
    type: 'string',
    value: 'TIME',
    default: '10s',
    help: 'how long a worker that is to stop may finish what it has, before SIGTERM',
    schema: duration(),
  },
  killTimeout: {
    type: 'string',
    value: 'TIME',
    default: '10s',
    help: 'how long it may take to end after SIGTERM, before SIGKILL',
    schema: duration(),
  },
  crashGrace: {
    type: 'string',
    value: 'TIME',
    default: '5s',
    help: 'how long a worker may finish its other requests after an uncaught exception; 0s: not at all',
    schema: duration(),
  },
  hangTimeout: {
    type: 'string',
    value: 'TIME',
    default: '30s',
    help: 'a worker whose event loop has not turned for this long is killed and replaced; 0s: never',
    schema: duration({min: HANG_TIMEOUT_MIN}),
  },
  noHangStack: {
    type: 'boolean',
    help: 'do not read the stack of a blocked worker, for which its inspector opens on loopback for a moment',
    schema: z.boolean(),
  },
  maxMemory: {
    type: 'string',
    value: 'SIZE',
    help: 'a worker that stays over this much memory (RSS) is reloaded, such as 512M or 2G',
    schema: size(MEMORY_MIN, MEMORY_MAX),
  },
  diagnosticsDir: {
    type: 'string',
    value: 'DIR',
    help: 'where CPU profiles and heap snapshots go; the current directory',
    schema: z.string(),
  },
  restartLimit: {
    type: 'string',
    value: 'N',
    default: '10',
    help: 'deaths within a minute after which a worker is not started again',
    schema: typed(`a whole number from 1 to ${RESTART_LIMIT_MAX}`, text =>
      wholeNumber(text, 1, RESTART_LIMIT_MAX),
    ),
  },
  seconds: {
    type: 'string',
    value: 'N',
    default: String(PROFILE_SECONDS_DEFAULT),
    help: `how long clusterview profile samples, ${PROFILE_SECONDS_MIN} to ${PROFILE_SECONDS_MAX}`,
    schema: typed(`a whole number from ${PROFILE_SECONDS_MIN} to ${PROFILE_SECONDS_MAX}`, text =>
      wholeNumber(text, PROFILE_SECONDS_MIN, PROFILE_SECONDS_MAX),
    ),
  },
  close: {
    type: 'boolean',
    help: 'with clusterview inspect: close the inspector again',
    schema: z.boolean(),
  },
  signal: {
    type: 'string',
    value: 'NAME',
    help: `with clusterview kill: just this signal, and no graceful stop; ${KILL_SIGNALS.join(', ')}`,
    schema: typed(`one of ${KILL_SIGNALS.join(', ')}`, text => KILL_SIGNALS.find(signal => signal === text)),
  },
  follow: {
    type: 'boolean',
    shortFlag: 'f',
    help: 'with clusterview logs: go on with what comes',
    schema: z.boolean(),
  },
  lines: {
    type: 'string',
    value: 'N',
    default: '100',
    help: `how many of the last lines clusterview logs prints, 0 to ${PAST_LOGS_MAX}`,
    schema: typed(`a whole number from 0 to ${PAST_LOGS_MAX}`, text => wholeNumber(text, 0, PAST_LOGS_MAX)),
  },
  metricsPort: {
    type: 'string',
    value: 'N',
    help: 'serve /metrics for Prometheus, /healthz and /readyz on this TCP port, too; 0 for any free one',
    schema: typed(`a port from 0 to ${PORT_MAX}`, text => wholeNumber(text, 0, PORT_MAX)),
  },
  metricsHost: {
    type: 'string',
    value: 'ADDRESS',
    default: '127.0.0.1',
    help: 'the address for that; 0.0.0.0 for all of the machine',
    schema: typed('an IP address or localhost', text =>
      net.isIP(text) !== 0 || text === 'localhost' ? text : undefined,
    ),
  },
  config: {
    type: 'string',
    value: 'FILE',
    help: 'where options are that are not typed; clusterview.config.js, .mjs, .cjs, .ts or .json, or package.json',
    schema: z.string(),
  },
  ascii: {type: 'boolean', help: 'draw the viewer with ASCII characters only', schema: z.boolean()},
  help: {type: 'boolean', shortFlag: 'h', help: 'show this help', schema: z.boolean()},
  version: {type: 'boolean', help: 'show the version', schema: z.boolean()},
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;
/** What was typed, checked; options that were neither typed nor have a default are `undefined`. */
export type OptionValues = {
  -readonly [Name in OptionName]: (typeof options)[Name] extends {default: string}
    ? z.infer<(typeof options)[Name]['schema']>
    : z.infer<(typeof options)[Name]['schema']> | undefined;
};

/** `readyTimeout` as it is typed: `--ready-timeout`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}

function typed<Value>(expected: string, parse: (text: string) => Value | undefined) {
  return z.pipe(
    z.string({error: ({input}) => `must be ${expected}, not ${inWords(input)}`}),
    z.transform((text, context): Value => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.issues.push({code: 'custom', input: text, message: `must be ${expected}, not "${text}"`});
      return z.NEVER;
    }),
  );
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}

/** In bytes; `512M` and `512MB` are the same. */
function size(min: string, max: string) {
  const parse = (text: string) => bytes.parse(text.replace(/([kmgt])$/i, '$1b'))!;
  return typed(`a size with its unit, such as 512M or 2G, from ${min} to ${max}`, text => {
    if (!/^\d+(\.\d+)?\s*[kmgt]b?$/i.test(text)) return undefined;
    return parse(text) >= parse(min) && parse(text) <= parse(max) ? parse(text) : undefined;
  });
}

/** @param min of those that are not 0 */
/** @param min of what is not 0. */
function duration({min = '1ms', zero = true}: {readonly min?: ms.StringValue; readonly zero?: boolean} = {}) {
  const least = zero && min === '1ms' ? '' : `, ${zero ? '0s or ' : ''}at least ${min}`;
  return typed(`a time with its unit, such as 500ms, 10s or 1m, at most 24h${least}`, text => {
    if (!/^\d+(\.\d+)?\s*[a-z]+$/i.test(text)) return undefined;
    const value = ms(text as ms.StringValue);
    const fits = value === 0 ? zero : value >= ms(min) && value <= DURATION_MAX_MS;
    return fits ? Math.round(value) : undefined;
  });
}
