// Says what it gets to see when its port cannot be had.
const net = require('node:net');

const server = net.createServer();
server.on('error', ({code, errno, syscall, address, port, message}) => {
  console.log(`ERROR ${JSON.stringify({code, errno, syscall, address, port, message})}`);
  setInterval(() => {}, 1000);
});
server.listen(Number(process.env.PORT), process.env.HOST);
