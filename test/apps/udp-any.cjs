// Three UDP sockets: two on ports of the system's choice, and one that this process was given by its descriptor.
const dgram = require('node:dgram');

for (const [name, place] of [
  ['first', {}],
  ['second', {}],
  ['given', {fd: 3}],
]) {
  const socket = dgram.createSocket('udp4');
  socket.bind(place, () => console.log(`PORT ${name} ${socket.address().port}`));
}
