/**
 * The fields of a `/proc/PID/stat` (see proc(5)) from the third one on, the state of the process. The second is its
 * name in parentheses, which may hold anything.
 */
export function fieldsOfStat(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
