// The least that Ink can show; the production build of React is chosen before it is loaded.
process.env.NODE_ENV = 'production';
const [{render, Text}, {createElement}] = await Promise.all([import('ink'), import('react')]);

render(createElement(Text, null, 'word'));
setInterval(() => {}, 1000);
