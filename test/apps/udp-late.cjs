// Answers datagrams once the file GATE is there; told to end, it answers first what it has received.
const dgram = require('node:dgram');
const fs = require('node:fs');
const {setTimeout: sleep} = require('node:timers/promises');

const socket = dgram.createSocket('udp4');
let owed = 0;
let isEnding = false;

socket.on('message', async (_, {address, port}) => {
  owed += 1;
  console.log('RECEIVED');
  while (!fs.existsSync(process.env.GATE)) await sleep(20);
  socket.send(String(process.pid), port, address, error => {
    if (error) throw error;
    owed -= 1;
    endWhenDone();
  });
});
process.on('SIGTERM', () => {
  isEnding = true;
  console.log('TOLD');
  endWhenDone();
});
socket.bind(0, '127.0.0.1', () => console.log(`PORT main ${socket.address().port}`));

function endWhenDone() {
  if (isEnding && owed === 0) process.exit(0);
}
