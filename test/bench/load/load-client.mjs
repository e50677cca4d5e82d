/**
 * As many requests as the server answers, over raw sockets, so that the client costs little beside the server.
 * Forked; takes `{port, connections, keepAlive, ms, answerMsMax, requests?, once?, fromMany?}`, and sends back `{answered,
 * failed, ms}`. A run ends after that time, or as soon as so many have been answered, or one has failed; requests under
 * way have `answerMsMax` from the end of that time on, and have failed then.
 */
import net from 'node:net';
import process from 'node:process';

const HEADERS_END = '\r\n\r\n';
const LAST_CHUNK = '\r\n0\r\n\r\n';
const ADDRESSES = 250;
/** In `HTTP/1.1 200 OK`, the first digit of the status: the first bytes of an answer come with it. */
const STATUS_AT = 'HTTP/1.1 '.length;
const SUCCESS = '2'.charCodeAt(0);

process.on(
  'message',
  async ({
    port,
    connections,
    keepAlive,
    ms,
    answerMsMax,
    requests = Number.POSITIVE_INFINITY,
    once,
    fromMany,
  }) => {
    const startedAt = performance.now();
    const end = startedAt + ms;
    const run = {
      request: Buffer.from(
        `GET / HTTP/1.1\r\nHost: localhost\r\n${keepAlive ? '' : 'Connection: close\r\n'}\r\n`,
      ),
      answered: 0,
      failed: 0,
      isOver: () => run.failed > 0 || run.answered >= requests || performance.now() >= end,
      // All answers are alike; only of the first the length is not known.
      answerLength: 0,
    };
    const visit = keepAlive ? visitRepeatedly : visitOnce;
    /** Each client's present connection. */
    const sockets = [];
    const client = async index => {
      const from = fromMany ? {localAddress: `127.0.1.${1 + (index % ADDRESSES)}`} : {};
      const place = {port, host: '127.0.0.1', noDelay: true, ...from};
      do {
        sockets[index] = net.connect(place);
        await visit(sockets[index], run);
      } while (!once && !run.isOver());
    };
    const late = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, ms + answerMsMax);
    await Promise.all(Array.from({length: connections}, (_, index) => client(index)));
    clearTimeout(late);
    process.send({answered: run.answered, failed: run.failed, ms: performance.now() - startedAt});
  },
);

// Ends with whoever started it.
process.on('disconnect', () => process.exit());

/** Request after request on one connection, until the time is over. However it ends before, a request has failed. */
function visitRepeatedly(socket, run) {
  return new Promise(resolve => {
    const answer = {received: 0, text: ''};
    let isDone = false;
    socket.on('connect', () => socket.write(run.request));
    socket.on('data', chunk => {
      receive(chunk, answer, run, socket);
      if (run.answerLength === 0 || answer.received < run.answerLength) return;
      answer.received = 0;
      run.answered += 1;
      isDone = run.isOver();
      if (isDone) socket.destroy();
      else socket.write(run.request);
    });
    // It is closed, too.
    socket.on('error', () => {});
    socket.on('close', () => {
      if (!isDone) run.failed += 1;
      resolve();
    });
  });
}

/** One request on a connection of its own, which the server closes behind the whole answer. */
function visitOnce(socket, run) {
  return new Promise(resolve => {
    const answer = {received: 0, text: ''};
    let isAnswered = false;
    socket.on('connect', () => socket.write(run.request));
    socket.on('data', chunk => receive(chunk, answer, run, socket));
    socket.on('end', () => {
      isAnswered = answer.received > 0 && answer.received === run.answerLength;
    });
    // It is closed, too.
    socket.on('error', () => {});
    socket.on('close', () => {
      if (isAnswered) run.answered += 1;
      else run.failed += 1;
      resolve();
    });
  });
}

/** Adds a part to what has come of an answer. One that is no success ends the connection. */
function receive(chunk, answer, run, socket) {
  if (answer.received === 0 && chunk[STATUS_AT] !== SUCCESS) {
    socket.destroy();
    return;
  }
  answer.received += chunk.length;
  if (run.answerLength > 0) return;
  answer.text += chunk.toString('latin1');
  if (isComplete(answer.text)) run.answerLength = answer.received;
}

function isComplete(answer) {
  const headersEnd = answer.indexOf(HEADERS_END);
  if (headersEnd < 0) return false;
  const bodyAt = headersEnd + HEADERS_END.length;
  const length = /content-length: (\d+)/i.exec(answer);
  return length ? answer.length >= bodyAt + Number(length[1]) : answer.endsWith(LAST_CHUNK);
}
