// Sends each connection to its parent, as apps do whose parent is a program of their own.
const net = require('node:net');

const server = net.createServer(socket => process.send('yours', socket));
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
