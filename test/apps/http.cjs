// Routes for everything that a test wants of a worker.
const {existsSync, readFileSync} = require('node:fs');
const http = require('node:http');

const headersTimeout = Number(process.env.HEADERS_MS ?? 60_000);
const server = http.createServer({headersTimeout, connectionsCheckingInterval: 100}, (request, response) => {
  const {pathname, searchParams} = new URL(request.url, 'http://x');
  const ms = Number(searchParams.get('ms') ?? 0);
  switch (pathname) {
    case '/pid':
      response.end(String(process.pid));
      break;
    case '/slow':
      setTimeout(() => response.end('slow'), ms);
      break;
    case '/slow-until': {
      const timer = setInterval(() => {
        if (!existsSync(searchParams.get('file'))) return;
        clearInterval(timer);
        response.end('slow');
      }, 20);
      break;
    }
    case '/block-until':
      while (!existsSync(searchParams.get('file')));
      response.end('unblocked');
      break;
    case '/status':
      response.writeHead(Number(searchParams.get('code')));
      response.end();
      break;
    case '/throw':
      setImmediate(() => {
        throw new TypeError('thrown on purpose');
      });
      break;
    case '/throw-now':
      throw new TypeError('thrown on purpose');
    case '/reject':
      Promise.reject(new RangeError('rejected on purpose'));
      break;
    case '/big':
      response.end(Buffer.alloc(Number(searchParams.get('bytes'))));
      break;
    case '/answer-then-throw':
      response.end('answered');
      setTimeout(() => {
        throw new TypeError('thrown on purpose');
      }, 300);
      break;
    case '/exit':
      process.exit(Number(searchParams.get('code')));
      break;
    case '/block': {
      const end = Date.now() + ms;
      while (Date.now() < end);
      response.end('unblocked');
      break;
    }
    default:
      response.end('hello');
  }
});
if (process.env.CAPTURE) process.setUncaughtExceptionCaptureCallback(() => console.log('captured'));
if (process.env.WRAP_DESTROY) {
  server.on('connection', socket => {
    const {destroy} = socket;
    socket.destroy = (...args) => destroy.apply(socket, args);
  });
}
// `null` is nothing that Node's documentation names, and works.
if (process.env.SERVER_TIMEOUT) server.timeout = JSON.parse(process.env.SERVER_TIMEOUT);
// Connections that stay open are the tests' own to close.
const {KEEP_ALIVE_FILE} = process.env;
server.keepAliveTimeout = KEEP_ALIVE_FILE ? Number(readFileSync(KEEP_ALIVE_FILE)) : 120_000;
server.listen(Number(process.env.PORT ?? 0), () => console.log(`PORT main ${server.address().port}`));
