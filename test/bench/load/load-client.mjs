/**
 * As many requests as the server answers, over raw sockets, so that the client costs little beside the server.
 * Forked; takes `{port, connections, keepAlive, ms, requests?, fromMany?}`, and sends back `{answered, failed, ms}`. It ends after
 * that time, or as soon as so many have been answered.
 */
import net from 'node:net';
import process from 'node:process';

const HEADERS_END = '\r\n\r\n';
const LAST_CHUNK = '\r\n0\r\n\r\n';
const ADDRESSES = 250;

process.on(
  'message',
  async ({port, connections, keepAlive, ms, requests = Number.POSITIVE_INFINITY, fromMany}) => {
    const request = Buffer.from(
      `GET / HTTP/1.1\r\nHost: localhost\r\n${keepAlive ? '' : 'Connection: close\r\n'}\r\n`,
    );
    const tally = {answered: 0, failed: 0};
    const startedAt = performance.now();
    const end = startedAt + ms;
    const isOver = () => tally.answered >= requests || performance.now() >= end;
    const visit = keepAlive ? visitRepeatedly : visitOnce;
    const client = async index => {
      const from = fromMany ? {localAddress: `127.0.1.${1 + (index % ADDRESSES)}`} : {};
      const place = {port, host: '127.0.0.1', noDelay: true, ...from};
      while (!isOver()) await visit(place, request, tally, isOver);
    };
    await Promise.all(Array.from({length: connections}, (_, index) => client(index)));
    process.send({...tally, ms: performance.now() - startedAt});
  },
);

// Ends with whoever started it.
process.on('disconnect', () => process.exit());

/** Request after request on one connection, until the time is over. */
function visitRepeatedly(place, request, tally, isOver) {
  return new Promise(resolve => {
    const socket = net.connect(place);
    let expected = 0;
    let received = 0;
    let first = '';
    socket.on('connect', () => socket.write(request));
    socket.on('data', chunk => {
      received += chunk.length;
      // All answers are alike; only of the first the length is not known.
      if (expected === 0) {
        first += chunk.toString('latin1');
        if (isComplete(first)) expected = received;
      }
      if (expected === 0 || received < expected) return;
      received = 0;
      tally.answered += 1;
      if (isOver()) socket.destroy();
      else socket.write(request);
    });
    socket.on('error', () => {
      tally.failed += 1;
    });
    socket.on('close', resolve);
  });
}

/** One request on a connection of its own. */
function visitOnce(place, request, tally) {
  return new Promise(resolve => {
    const socket = net.connect(place);
    let received = 0;
    socket.on('connect', () => socket.write(request));
    socket.on('data', chunk => {
      received += chunk.length;
    });
    socket.on('end', () => {
      tally.answered += received > 0 ? 1 : 0;
      tally.failed += received > 0 ? 0 : 1;
    });
    socket.on('error', () => {
      tally.failed += 1;
    });
    socket.on('close', resolve);
  });
}

function isComplete(answer) {
  const bodyAt = answer.indexOf(HEADERS_END) + HEADERS_END.length;
  const length = /content-length: (\d+)/i.exec(answer);
  return length ? answer.length >= bodyAt + Number(length[1]) : answer.endsWith(LAST_CHUNK);
}
