/**
 * Variables by which systemd says where and how often it wants to be told. They are meant for the master: an app that
 * found them would speak for it.
 */
export const SERVICE_VARIABLES: ReadonlySet<string> = new Set([
  'NOTIFY_SOCKET',
  'WATCHDOG_USEC',
  'WATCHDOG_PID',
]);
