const Koa = require('koa');

const app = new Koa();
app.silent = true;
app.use(async (context, next) => {
  try {
    await next();
  } catch (error) {
    context.status = 500;
    context.body = {message: error.message};
  }
});
app.use(async context => {
  if (context.path === '/fail') throw new Error('failed on purpose');
  if (context.path === '/pid') context.body = String(process.pid);
  else if (context.method === 'POST') {
    const chunks = [];
    for await (const chunk of context.req) chunks.push(chunk);
    context.status = 201;
    context.body = {...JSON.parse(Buffer.concat(chunks)), by: process.pid};
  } else context.body = 'hello';
});
const server = app.listen(0, () => console.log(`PORT main ${server.address().port}`));
