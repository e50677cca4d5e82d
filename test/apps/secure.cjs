// HTTPS and HTTP/2 over TLS.
const fs = require('node:fs');
const http2 = require('node:http2');
const https = require('node:https');
const path = require('node:path');

const read = name => fs.readFileSync(path.join(__dirname, 'tls', name));
const options = {key: read('key.pem'), cert: read('cert.pem')};
const answer = (_, response) => response.end(String(process.pid));
const first = https.createServer(options, answer);
first.listen(0, () => console.log(`PORT https ${first.address().port}`));
const second = http2.createSecureServer(options, answer);
second.listen(0, () => console.log(`PORT http2 ${second.address().port}`));
