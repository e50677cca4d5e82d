/**
 * Requests that come when they come, whether or not earlier ones have been answered, each on a connection of its own
 * and from one of many addresses. Forked; takes `{port, ms, requestsPerSecond, heavyShare, heavyPath, seed}`, and sends
 * back `{light, heavy, failed}`: milliseconds from the moment at which a request was due. The same seed gives the same
 * requests at the same moments.
 */
import http from 'node:http';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';

const ADDRESSES = 250;
const ANSWER_MS_MAX = 10_000;
const SUCCESS = 200;

process.on('message', async ({port, ms, requestsPerSecond, heavyShare, heavyPath, seed}) => {
  const random = randomFrom(seed);
  const requests = [];
  for (let at = 0; at < ms; at += (-Math.log(1 - random()) / requestsPerSecond) * 1000) {
    const localAddress = `127.0.1.${1 + Math.floor(random() * ADDRESSES)}`;
    requests.push({at, path: random() < heavyShare ? heavyPath : '/', localAddress});
  }
  const startedAt = performance.now();
  const answers = [];
  for (const {at, path, localAddress} of requests) {
    const early = startedAt + at - performance.now();
    if (early >= 1) await sleep(early);
    answers.push(ask({port, path, localAddress}, startedAt + at));
  }
  const all = await Promise.all(answers);
  const answered = isHeavy =>
    all.filter((latency, index) => latency !== null && isHeavy === (requests[index].path === heavyPath));
  const [light, heavy] = [answered(false), answered(true)];
  process.send({light, heavy, failed: all.length - light.length - heavy.length});
});

// Ends with whoever started it.
process.on('disconnect', () => process.exit());

/** Resolves with `null` where no answer came, or one other than 200. */
function ask(place, dueAt) {
  return new Promise(resolve => {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const request = http.get({host: '127.0.0.1', ...place, agent: false, signal}, response => {
      response.resume();
      response.on('end', () => {
        const isAnswer = response.statusCode === SUCCESS && response.complete;
        resolve(isAnswer ? performance.now() - dueAt : null);
      });
      response.on('error', () => resolve(null));
    });
    request.on('error', () => resolve(null));
  });
}

/** Mulberry32: good enough to spread requests, and the same everywhere. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
