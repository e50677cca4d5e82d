// Only the workers whose slots are named listen; the others work on something else.
const http = require('node:http');

if (process.env.LISTENING.split(',').includes(process.env.CLUSTERVIEW_SLOT)) {
  const server = http.createServer((_, response) => response.end(String(process.pid)));
  server.listen(0, () => console.log(`PORT main ${server.address().port}`));
} else {
  setInterval(() => {}, 1000);
}
