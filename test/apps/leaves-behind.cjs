// Starts a process in a session of its own that keeps its output, and does not look after it.
const {spawn} = require('node:child_process');
const http = require('node:http');

const script = 'setTimeout(() => {}, 60_000)';
const child = spawn(process.execPath, ['-e', script], {detached: true, stdio: 'inherit'});
console.log(`PORT child ${child.pid}`);
http.createServer((_request, response) => response.end()).listen(0);
