// Has left fake timers behind that never fire, as a library for tests does where nobody takes them away again.
const http = require('node:http');

let timers = 0;
for (const name of ['setTimeout', 'setInterval', 'setImmediate']) {
  globalThis[name] = () => ({id: ++timers, ref() {}, unref() {}});
}
for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate']) globalThis[name] = () => {};
Date.now = () => 0;
globalThis.performance = {now: () => 0};

const server = http.createServer((_request, response) => response.end(String(process.pid)));
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
