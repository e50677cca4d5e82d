// HTTPS and HTTP/2, each with a slow route, which is answered once the file GATE is there.
const fs = require('node:fs');
const http2 = require('node:http2');
const https = require('node:https');
const path = require('node:path');
const {setTimeout: sleep} = require('node:timers/promises');

const [key, cert] = ['key.pem', 'cert.pem'].map(name =>
  fs.readFileSync(path.join(__dirname, '..', 'tls', name)),
);
const answer = async (request, response) => {
  if (request.url === '/slow') {
    while (!fs.existsSync(process.env.GATE)) await sleep(20);
    // What was sent to this process before has been received by then.
    await sleep(20);
  }
  response.end(String(process.pid));
};
const secure = https.createServer({key, cert}, answer);
secure.keepAliveTimeout = 120_000;
secure.listen(0, () => console.log(`PORT https ${secure.address().port}`));
const two = http2.createSecureServer({key, cert}, answer);
two.listen(0, () => console.log(`PORT http2 ${two.address().port}`));
