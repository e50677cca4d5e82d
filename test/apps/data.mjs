// Answers with what it has from clusterview.

import http from 'node:http';
import {createRequire} from 'node:module';
import {setTimeout as sleep} from 'node:timers/promises';
import {data, onData, onDrain} from 'clusterview';

const required = createRequire(import.meta.url)('clusterview');
let changes = 0;
onData(now => {
  changes += 1;
  if (now !== data) console.log('onData differs from data');
});
const end = onData(() => console.log('called after its end'));
end();
onDrain(async () => {
  console.log(`draining ${process.pid}`);
  await sleep(Number(process.env.DRAIN_MS ?? 0));
  console.log(`drained ${process.pid}`);
});
onDrain(() => {
  throw new Error('onDrain failed on purpose');
});

const server = http.createServer((_request, response) => {
  const isSame = required.data === data;
  response.end(JSON.stringify({pid: process.pid, data, changes, isSame, flavour: process.env.FLAVOUR}));
});
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
