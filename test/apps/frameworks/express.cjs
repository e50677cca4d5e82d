const path = require('node:path');
const express = require('express');

const app = express();
app.use(express.json());
app.use('/static', express.static(path.join(__dirname, '..')));
app.get('/', (_request, response) => response.send('hello'));
app.get('/pid', (_request, response) => response.send(String(process.pid)));
app.post('/items', (request, response) => response.status(201).json({...request.body, by: process.pid}));
const users = express.Router();
users.get('/:id/posts/:post', (request, response) => response.send(request.url));
app.use('/users', users);
app.get('/fail', async () => {
  throw new Error('failed on purpose');
});
app.use((error, _request, response, _next) => response.status(500).json({message: error.message}));
const server = app.listen(0, () => console.log(`PORT main ${server.address().port}`));
