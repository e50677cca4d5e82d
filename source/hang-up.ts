import tty from 'node:tty';

const STANDARD_STREAMS = [0, 1, 2];

/**
 * Ends this process by SIGHUP where the terminal that it had at its start has hung up by its end: Node resets the
 * terminals among its standard streams then, and fails an assertion where one is none any more (seen on Node 20.20).
 */
export function endByHangUp(): void {
  const terminals = STANDARD_STREAMS.filter(fd => tty.isatty(fd));
  process.on('exit', () => {
    if (terminals.every(fd => tty.isatty(fd))) return;
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  });
}
