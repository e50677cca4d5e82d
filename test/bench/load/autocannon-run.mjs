/**
 * One run of autocannon; takes the path of its module and its options, and prints as JSON what came of it, with the
 * milliseconds that it took. Those that it tells itself contain the time before it sends anything: with thousands of
 * connections, which it prepares one after the other, that is most of them.
 */
import process from 'node:process';

const [, , module, options] = process.argv;
const {default: autocannon} = await import(module);
const run = autocannon(JSON.parse(options));
let startedAt = 0;
run.once('start', () => {
  startedAt = Date.now();
});
const {requests, errors, timeouts, non2xx, finish} = await run;
const tally = {answered: requests.total, sent: requests.sent, errors, timeouts, non2xx};
process.stdout.write(JSON.stringify({...tally, ms: finish - startedAt}));
