import type {Arguments} from '../arguments.js';
import * as attach from './attach.js';
import * as config from './config.js';
import * as heap from './heap.js';
import * as inspect from './inspect.js';
import * as kill from './kill.js';
import * as list from './list.js';
import * as logs from './logs.js';
import type {CommandName} from './names.js';
import * as policy from './policy.js';
import * as profile from './profile.js';
import * as reload from './reload.js';
import * as replay from './replay.js';
import * as routes from './routes.js';
import * as scale from './scale.js';
import * as stack from './stack.js';
import * as status from './status.js';
import * as stop from './stop.js';

interface Command {
  /** @param name what stands behind the command. @returns the exit code. */
  readonly execute: (name: string | undefined, parsed: Arguments) => Promise<number>;
}

/** Together in one file of the bundle: each file that is read for itself costs a millisecond, at every start. */
export const COMMANDS: Record<CommandName, Command> = {
  attach,
  config,
  heap,
  inspect,
  kill,
  list,
  logs,
  policy,
  profile,
  reload,
  replay,
  routes,
  scale,
  stack,
  status,
  stop,
};
