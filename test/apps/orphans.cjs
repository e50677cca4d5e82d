// Each worker starts a process whose parent ends before it does; that one ends when there is a file `end`.
const {spawn} = require('node:child_process');
const http = require('node:http');

spawn('/bin/sh', ['-c', '(while [ ! -e end ]; do sleep 0.1; done) &'], {stdio: 'ignore'});
http.createServer((_, response) => response.end('hello')).listen(0);
