import {spawn} from 'node:child_process';
import {closeSync, mkdirSync, openSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {COMMAND, makePlace} from '../support/place.js';
import {SteadyClients} from '../support/steady-clients.js';
import {waitFor} from '../support/wait-for.js';

const APP = `
const answer = require('./lib/answer.js');
const server = require('node:http').createServer(({url}, response) => url === '/hold' || response.end(answer));
server.keepAliveTimeout = 120_000;
server.listen(0, () => console.log('PORT main ' + server.address().port));
`;

function makeApp() {
  const place = makePlace();
  const root = path.join(place.directory, 'app');
  const write = (file: string, text: string) => {
    mkdirSync(path.join(root, path.dirname(file)), {recursive: true});
    writeFileSync(path.join(root, file), text);
  };
  const answer = (text: string) => write('lib/answer.js', `module.exports = '${text}';`);
  write('app.js', APP);
  write('.gitignore', 'dist/\n*.log\n');
  answer('first');
  return {place, root, write, answer};
}

test('with --watch a change is served at once, a broken one is told, and no client notices either', async () => {
  const {place, root, write, answer} = makeApp();
  const cluster = await startCluster(path.join(root, 'app.js'), {place, args: ['--watch', '--cwd', root]});
  const port = await cluster.port();
  await cluster.waitForEvent(/^watching /);
  const clients = new SteadyClients(port);
  answer('second');
  await waitFor('the new answer', async () => (await get(port)).body === 'second');
  await cluster.waitForEvent(/^lib\/answer\.js changed$/);
  await cluster.waitForEvent(/^reloading 2 workers, asked by a changed file$/);
  await cluster.waitForEvent(/^2 workers reloaded$/);

  const before = cluster.events.length;
  write('lib/answer.js', 'module.exports = ;');
  const failed = await cluster.waitForEvent(
    /^reload of 2 workers failed: .*SyntaxError: .* \(lib\/answer\.js:1\)$/,
    before,
  );
  expect(failed.severity).toBe('error');
  expect((await get(port)).body).toBe('second');
  answer('third');
  await waitFor('the mended answer', async () => (await get(port)).body === 'third');
  await cluster.waitForEvent(/^2 workers reloaded$/, before);
  expect(await clients.stop()).toMatchObject({failed: 0, closed: 0});
});

test('with --watch a change during somebody else’s reload is told once, and reloaded behind it', async () => {
  const {place, root, write, answer} = makeApp();
  const cluster = await startCluster(path.join(root, 'app.js'), {place, args: ['--watch', '--cwd', root]});
  const port = await cluster.port();
  await cluster.waitForEvent(/^watching /);
  const held = new AbortController();
  get(port, '/hold', {signal: held.signal}).catch(() => {});
  await cluster.waitUntil('a request in flight', ({total}) => total.requests.inFlight === 1);
  const reloading = cluster.client.reload();
  await cluster.waitForEvent(/is stopping, 1 connection open$/);
  answer('second');
  write('lib/other.js', '');
  await cluster.waitForEvent(/^lib\/\w+\.js changed/);
  const {sequence} = await cluster.snapshot();
  await cluster.waitUntil('some tries', snapshot => snapshot.sequence > sequence + 2);
  held.abort();
  await reloading;
  await waitFor('the new answer', async () => (await get(port)).body === 'second');
  const told = cluster.messages().filter(message => / changed(,|$)/.test(message));
  expect(told).toEqual([...new Set(told)]);
});

test('with --watch neither packages nor what git ignores count', async () => {
  const {place, root, write, answer} = makeApp();
  const cluster = await startCluster(path.join(root, 'app.js'), {
    place,
    args: ['--watch', '--cwd', root, '--record', path.join(root, 'recording')],
  });
  await cluster.waitForEvent(/^watching /);
  write('node_modules/some/index.js', '');
  write('dist/app.js', '');
  write('app.log', '');
  answer('second');
  await cluster.waitForEvent(/^2 workers reloaded$/);
  const changes = cluster.messages().filter(message => / changed(,|$)/.test(message));
  expect(changes).toEqual(['lib/answer.js changed']);
});

test('with --watch an app that does not start waits to be mended', async () => {
  const {place, root, write} = makeApp();
  write('lib/answer.js', 'module.exports = ;');
  const args = ['--watch', '--cwd', root, '--restart-limit', '1'];
  const cluster = await startCluster(path.join(root, 'app.js'), {place, workers: 0, args});
  await cluster.waitForEvent(/^watching /);
  await cluster.waitUntil('a failed cluster', snapshot => snapshot.cluster.state === 'failed');
  write('lib/answer.js', "module.exports = 'mended';");
  expect((await get(await cluster.port())).body).toBe('mended');
});

test('with --watch a file that the output is written to does not reload the app that writes it', async () => {
  const {place, root, answer} = makeApp();
  const output = path.join(root, 'output.txt');
  const fd = openSync(output, 'w');
  const master = spawn(process.execPath, [COMMAND, 'app.js', '--name', 'test', '--headless', '--watch'], {
    cwd: root,
    env: place.env,
    stdio: ['ignore', fd, fd],
  });
  closeSync(fd);
  onTestFinished(() => void master.kill('SIGKILL'));
  const ended = new Promise(resolve => master.once('exit', resolve));
  const waitForOutput = (words: string) => waitFor(words, () => readFileSync(output, 'utf8').includes(words));
  await waitForOutput('watching ');
  answer('second');
  await waitForOutput('workers reloaded');
  master.kill('SIGTERM');
  expect(await ended).toBe(0);
  const changes = readFileSync(output, 'utf8').match(/^.* changed(, and more)?$/gm);
  expect(changes).toEqual(['clusterview | lib/answer.js changed']);
});
