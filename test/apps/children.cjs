// Forks a process and starts a thread, which are none of clusterview's.
const {fork} = require('node:child_process');
const http = require('node:http');
const {Worker} = require('node:worker_threads');

if (process.argv[2] === 'child') {
  process.send({
    execArgv: process.execArgv,
    agent: Object.keys(require.cache).some(file => file.includes('agent.cjs')),
  });
} else {
  const answers = {};
  const server = http.createServer((_, response) => response.end(JSON.stringify(answers)));
  fork(__filename, ['child']).on('message', message => {
    answers.child = message;
    new Worker('require("node:worker_threads").parentPort.postMessage("up")', {eval: true}).on(
      'message',
      text => {
        answers.thread = text;
        server.listen(0, () => console.log(`PORT main ${server.address().port}`));
      },
    );
  });
}
