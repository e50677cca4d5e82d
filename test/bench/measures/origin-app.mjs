// Tells when its process began, and serves.
import http from 'node:http';

console.log(`ORIGIN ${performance.timeOrigin}`);
http.createServer((_, response) => response.end()).listen(process.env.PORT);
