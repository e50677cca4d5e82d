import path from 'node:path';

export const FILE_OF_ALL = 'all.log';

/** With those that they get when they move aside, by clusterview or by logrotate. */
const LOG_FILE_NAME = /^(all|worker-\d+)\.log([.-].*)?$/;

export const fileOfSlot = (slot: number): string => `worker-${slot}.log`;

/** Whether clusterview or logrotate has made that file there; both paths are absolute. */
export function isLogFile(directory: string, file: string): boolean {
  return path.dirname(file) === directory && LOG_FILE_NAME.test(path.basename(file));
}
