// Runs V8 out of heap when asked.
const http = require('node:http');

const kept = [];
const server = http.createServer(() => {
  for (;;) kept.push({text: `${kept.length}`.repeat(10), list: new Array(100).fill(kept.length)});
});
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
