// Ends at once in the slots that FAILING_SLOTS lists.
const http = require('node:http');

if (process.env.FAILING_SLOTS.split(',').includes(process.env.CLUSTERVIEW_SLOT)) process.exit(3);
http.createServer((_, response) => response.end('hello')).listen(0);
