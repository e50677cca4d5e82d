/**
 * Connections that are open while nothing happens on them, as most of a service's are. Forked; takes `{port, connections}`,
 * opens them, and sends back `{failed}` when each has had an answer, or one has failed. They stay until it ends.
 */
import net from 'node:net';
import process from 'node:process';

/** Opened at a time: what does not fit into the queue of a listener waits for a second. */
const OPENING_MAX = 100;
const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
const STATUS_OK = 'HTTP/1.1 200 ';

process.on('message', async ({port, connections}) => {
  let opened = 0;
  let failed = 0;
  const openSome = async () => {
    while (opened < connections && failed === 0) {
      opened += 1;
      if (!(await open(port))) failed += 1;
    }
  };
  await Promise.all(Array.from({length: OPENING_MAX}, openSome));
  process.send({failed});
});

// Ends with whoever started it.
process.on('disconnect', () => process.exit());

/** Resolves with whether there was an answer. */
function open(port) {
  return new Promise(resolve => {
    const socket = net.connect({port, host: '127.0.0.1'});
    socket.write(REQUEST);
    socket.once('data', data => resolve(data.toString('latin1').startsWith(STATUS_OK)));
    // Its server may end before it does.
    socket.on('error', () => {});
    socket.once('close', () => resolve(false));
  });
}
