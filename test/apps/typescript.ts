import http from 'node:http';

interface Greeting {
  readonly text: string;
}

const greeting: Greeting = {text: 'typed'};
const server = http.createServer((_, response) => response.end(greeting.text));
server.listen(0, () => console.log(`PORT main ${(server.address() as {port: number}).port}`));
