// `npm start`: the demo app under clusterview with four workers, and load on it so that something moves.
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import net from 'node:net';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

const COMMAND = fileURLToPath(new URL('../dist/cli.cjs', import.meta.url));
const APP = fileURLToPath(new URL('app.js', import.meta.url));
const LOAD = fileURLToPath(new URL('load.js', import.meta.url));

if (existsSync(COMMAND)) await start();
else {
  process.stderr.write('dist/cli.cjs is missing: run npm run build first\n');
  process.exitCode = 1;
}

async function start() {
  const port = await freePort(Number(process.env.PORT ?? 3000));
  const env = {...process.env, PORT: String(port)};
  const load = spawn(process.execPath, [LOAD], {env, stdio: ['ignore', 'ignore', 'ignore', 'ipc']});
  const command = spawn(
    process.execPath,
    [COMMAND, APP, '--name', 'demo', '--workers', '4', ...process.argv.slice(2)],
    {env, stdio: 'inherit'},
  );
  // The command and its workers stop first: load that breaks off at the end would look like trouble.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => command.kill(signal));
  command.on('exit', code => {
    load.kill();
    process.exitCode = code ?? 1;
  });
}

/** The wanted one or, if that is taken, one that the system picks. */
function freePort(wanted) {
  return new Promise(resolve => {
    const probe = net.createServer();
    probe.once('error', () => resolve(freePort(0)));
    probe.listen(wanted, () => {
      const {port} = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
