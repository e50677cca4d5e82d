import {fork} from 'node:child_process';
import path from 'node:path';
import type {HostIdentity} from '../identify/process.js';
import {IDENTIFY_MS_MAX} from './bounds.js';

const IDENTIFY_PATH = path.join(import.meta.dirname, 'identify.cjs');

/** What machine this is; `null` where it was not found out in time. The master does not wait for it to end. */
export async function identifyHost(): Promise<HostIdentity | null> {
  const asked = fork(IDENTIFY_PATH, {execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc']});
  asked.unref();
  asked.channel?.unref();
  const timer = setTimeout(() => asked.kill('SIGKILL'), IDENTIFY_MS_MAX).unref();
  const identity = await new Promise<HostIdentity | null>(resolve => {
    asked.on('message', (message: Partial<HostIdentity>) => {
      // Under `node --watch`, Node itself sends others.
      if (typeof message.os === 'string') resolve(message as HostIdentity);
    });
    asked.once('error', () => resolve(null));
    asked.once('close', () => resolve(null));
  });
  clearTimeout(timer);
  return identity;
}
