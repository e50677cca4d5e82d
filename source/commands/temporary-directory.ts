import {spawn} from 'node:child_process';
import {mkdtempSync} from 'node:fs';
import type {Socket} from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** What it reads ends with the process that has started it. */
const REMOVE_AT_END = `trap '' HUP INT TERM
read -r line
rm -rf -- "$1"`;

/**
 * Makes a directory that is removed when this process has ended by whatever way: a signal that nobody takes, such as that
 * of Ctrl-C at a question of ssh, leaves it no time to do so itself. The shell that waits for that has a session of its
 * own, and costs about a megabyte.
 */
export function makeTemporaryDirectory(prefix: string): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), prefix));
  const shell = spawn('/bin/sh', ['-c', REMOVE_AT_END, 'sh', directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  (shell.stdin as Socket).unref();
  return directory;
}
