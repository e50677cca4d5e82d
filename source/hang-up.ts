import {standardTerminals} from './standard-terminals.js';

/**
 * Ends this process by SIGHUP where the terminal that it had at its start has hung up by its end: Node resets the
 * terminals among its standard streams then, and fails an assertion where one is none any more (seen on Node 20.20).
 */
export function endByHangUp(): void {
  const before = standardTerminals();
  process.on('exit', () => {
    const now = standardTerminals();
    if (before.every(fd => now.includes(fd))) return;
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  });
}
