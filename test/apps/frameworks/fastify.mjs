import Fastify from 'fastify';

const app = Fastify();
app.addHook('onClose', async () => console.log('closed'));
const body = {type: 'object', required: ['name'], properties: {name: {type: 'string'}}};
app.get('/', async () => 'hello');
app.get('/pid', async () => String(process.pid));
app.post('/items', {schema: {body}}, async (request, reply) => {
  reply.code(201);
  return {...request.body, by: process.pid};
});
app.get('/fail', async () => {
  throw new Error('failed on purpose');
});
process.on('SIGTERM', async () => {
  await app.close();
  process.exit(0);
});
await app.listen({port: 0, host: '127.0.0.1'});
console.log(`PORT main ${app.server.address().port}`);
