// Each worker starts a process whose parent ends before it does.
const {spawn} = require('node:child_process');
const http = require('node:http');

spawn('/bin/sh', ['-c', 'sleep 3 &'], {stdio: 'ignore'});
http.createServer((_, response) => response.end('hello')).listen(0);
