// Starts a process that nobody ends.
const {spawn} = require('node:child_process');
const http = require('node:http');

spawn('sleep', ['3600'], {stdio: 'ignore'});
process.on('SIGTERM', () => process.exit(0));
http.createServer((_, response) => response.end('hello')).listen(0);
