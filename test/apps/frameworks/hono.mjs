import {serve} from '@hono/node-server';
import {Hono} from 'hono';

const app = new Hono();
app.get('/', context => context.text('hello'));
app.get('/pid', context => context.text(String(process.pid)));
app.post('/items', async context => context.json({...(await context.req.json()), by: process.pid}, 201));
app.get('/fail', () => {
  throw new Error('failed on purpose');
});
app.onError((error, context) => context.json({message: error.message}, 500));
serve({fetch: app.fetch, port: 0}, ({port}) => console.log(`PORT main ${port}`));
