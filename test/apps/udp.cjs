const dgram = require('node:dgram');

const socket = dgram.createSocket('udp4');
socket.on('message', (_, {address, port}) => socket.send(String(process.pid), port, address));
socket.bind(0, '127.0.0.1', () => console.log(`PORT main ${socket.address().port}`));
