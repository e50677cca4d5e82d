import {instead, type Rule, renamed, unlessOff} from './rule.js';
import {
  duration,
  environment,
  execMode,
  instances,
  interpreter,
  memory,
  port,
  readyTimeout,
  script,
  watch,
  words,
} from './values.js';

const LOG_FILES =
  'logDir is a directory for the logs, with a file for each worker and one of all; without it they go to stdout and stderr with headless';
const LOG_LINES = 'lines are kept as the app writes them, in the files of logDir behind their time';
const BACKOFF = 'a worker is started again at once after a first death, then after 100 ms, doubling to 15 s';
const MONITORING = 'is of the monitoring of pm2; see clusterview attach and /metrics';
const USER = 'workers run as the user who starts clusterview';
const WATCHED = 'what is not watched is node_modules and what git ignores';

/** What becomes of each setting of pm2, by the name in its documentation, in the order of the output. */
export const rules: Readonly<Record<string, Rule>> = {
  script,
  args: words('args'),
  cwd: renamed('cwd'),
  instances,
  exec_mode: execMode,
  exec_interpreter: interpreter,
  node_args: words('nodeArgs'),
  env: environment,
  port,
  max_memory_restart: memory,
  kill_timeout: renamed('killTimeout', duration),
  listen_timeout: readyTimeout,
  wait_ready: renamed('waitReady'),
  max_restarts: renamed('restartLimit'),
  instance_var: renamed('instanceVar'),
  watch,

  ignore_watch: instead(WATCHED),
  watch_options: instead(WATCHED),
  watch_delay: instead('the workers are reloaded when no file has changed for a moment'),
  out_file: instead(LOG_FILES),
  error_file: instead(LOG_FILES),
  log_file: instead(LOG_FILES),
  disable_logs: instead('the newest lines are always kept, in memory'),
  merge_logs: instead('lines of all workers are together, each behind its number'),
  log_type: instead('clusterview --json has a JSON object a line'),
  log_date_format: instead(LOG_LINES),
  time: instead(LOG_LINES),
  pid_file: instead(({name}) => `clusterview status ${name} --json has the pids of master and workers`),
  autorestart: unlessOff('a worker that ends is always replaced, up to restartLimit'),
  autostart: unlessOff('all apps start together; clusterview NAME --detach starts one'),
  min_uptime: instead('restartLimit counts the deaths within a minute, however long a worker has lived'),
  restart_delay: instead(BACKOFF),
  exp_backoff_restart_delay: instead(BACKOFF),
  stop_exit_codes: instead('a worker that ends is always replaced, whatever its exit code'),
  cron_restart: instead(({name}) => `have cron run clusterview reload ${name}`),
  shutdown_with_message: instead(
    'goes by itself: an app that listens to messages and not to SIGTERM is told by the message shutdown',
  ),
  kill_retry_time: instead('SIGKILL comes once, after killTimeout'),
  treekill: unlessOff('there is no such choice'),
  increment_var: instead('only instanceVar differs between workers; it counts from 0'),
  filter_env: instead('workers have all of the environment that clusterview was started in'),
  source_map_support: instead('put --enable-source-maps into nodeArgs'),
  namespace: instead('clusters have a name and no group'),
  name_prefix: instead('put it into name'),
  append_env_to_name: instead('put it into name'),
  uid: instead(USER),
  gid: instead(USER),
  force: instead('the name of a cluster is taken while it runs'),
  post_update: instead('clusterview does not fetch the code of apps'),
  install_url: instead('clusterview does not fetch the code of apps'),
  execute_command: instead('an app is a file that Node runs'),
  vizion: instead(MONITORING),
  pmx: instead(MONITORING),
  automation: instead(MONITORING),
  trace: instead(MONITORING),
  v8: instead(MONITORING),
  event_loop_inspector: instead(MONITORING),
  deep_monitoring: instead(MONITORING),
};

/** Settings of pm2 that only it itself has a use for, or that are as in clusterview. */
export const SILENT: readonly string[] = [
  'disable_source_map_support',
  'disable_trace',
  'io',
  'name',
  'username',
  'windowsHide',
  'write',
];

/** Other names that pm2 knows for the same. */
export const aliases: Readonly<Record<string, string>> = {
  exec: 'script',
  interpreter: 'exec_interpreter',
  interpreter_args: 'node_args',
  out: 'out_file',
  output: 'out_file',
  out_log: 'out_file',
  error: 'error_file',
  err: 'error_file',
  err_file: 'error_file',
  err_log: 'error_file',
  log: 'log_file',
  pid: 'pid_file',
  cron: 'cron_restart',
  combine_logs: 'merge_logs',
  user: 'uid',
};
