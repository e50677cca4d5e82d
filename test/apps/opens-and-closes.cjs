// One server that stays, and three that are closed and opened again and again, with pauses of the event loop.
const http = require('node:http');

const answer = (_request, response) => response.end('hello');
const steady = http.createServer(answer).listen(0, () => console.log(`PORT main ${steady.address().port}`));
let others = [];
let turns = 0;
const turn = () => {
  for (const server of others) server.close();
  const end = Date.now() + 100;
  while (Date.now() < end);
  others = Array.from({length: 3}, (_, index) =>
    http.createServer(answer).listen(`${process.env.XDG_RUNTIME_DIR}/${index}.sock`),
  );
  turns += 1;
  if (turns < 40) setTimeout(turn, 50);
  else console.log('steady');
};
turn();
