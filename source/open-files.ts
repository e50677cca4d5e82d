import {readdir, readFile, readlink, realpath} from 'node:fs/promises';
import path from 'node:path';

/** How the title of every process of clusterview begins. */
const TITLE = 'clusterview ';

/** Whether that process has the file open (Linux; elsewhere unknown, and so `false`). */
export async function isOpenIn(pid: number, file: string): Promise<boolean> {
  const wanted = await realpath(file);
  const descriptors = `/proc/${pid}/fd`;
  const names = await readdir(descriptors).catch(() => []);
  const targets = await Promise.all(
    names.map(name => readlink(path.join(descriptors, name)).catch(() => '')),
  );
  return targets.includes(wanted);
}

/** Another process of clusterview that has the file open: its pid and title. `null` where none is known to. */
export async function masterWith(
  file: string,
): Promise<{readonly pid: number; readonly title: string} | null> {
  const names = await readdir('/proc').catch(() => []);
  for (const pid of names.map(Number).filter(number => number > 0 && number !== process.pid)) {
    const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!title.startsWith(TITLE)) continue;
    if (await isOpenIn(pid, file).catch(() => false)) return {pid, title: title.split('\0', 1)[0]!};
  }
  return null;
}
