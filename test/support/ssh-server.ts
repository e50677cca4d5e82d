import {execFileSync, spawn} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import {freePort} from '../bench/peers/server.js';
import type {Place} from './place.js';
import {waitFor} from './wait-for.js';

const SSHD = '/usr/sbin/sshd';
/** Where the daemon drops its rights; only root's has it. */
const PRIVILEGE_SEPARATION = '/run/sshd';

export const hasSshServer = existsSync(SSHD);

export interface SshServer {
  readonly address: string;
  /** With an `ssh` on its PATH that has the key. */
  readonly env: NodeJS.ProcessEnv;
  /** Breaks off what is connected; new connections are taken. */
  breakConnections(): void;
}

/** A real sshd on loopback, into which the user of the test can log in, and whose sessions are in that place. */
export async function startSshServer(place: Place): Promise<SshServer> {
  const directory = path.join(place.directory, 'ssh');
  mkdirSync(directory, {mode: 0o700});
  const file = (name: string) => path.join(directory, name);
  for (const key of ['host', 'user']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(key)]);
  }
  if (process.getuid!() === 0) mkdirSync(PRIVILEGE_SEPARATION, {recursive: true});
  const port = await freePort();
  writeFileSync(
    file('sshd_config'),
    `ListenAddress 127.0.0.1:${port}
HostKey ${file('host')}
AuthorizedKeysFile ${file('user.pub')}
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
SetEnv XDG_RUNTIME_DIR=${place.directory} TMPDIR=${place.directory}
`,
  );
  writeFileSync(
    file('config'),
    `IdentityFile ${file('user')}
StrictHostKeyChecking no
UserKnownHostsFile /dev/null
ControlMaster auto
ControlPath ${file('user-control')}
ControlPersist yes
`,
  );
  mkdirSync(file('bin'));
  writeFileSync(file('bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${file('config')} "$@"\n`);
  chmodSync(file('bin/ssh'), 0o755);

  const daemon = spawn(SSHD, ['-D', '-e', '-f', file('sshd_config')], {stdio: 'ignore', env: place.env});
  onTestFinished(() => {
    daemon.kill();
  });
  await waitFor('sshd', () => answers(port));
  return {
    address: `ssh://${os.userInfo().username}@127.0.0.1:${port}`,
    env: {...place.env, PATH: `${file('bin')}:${place.env.PATH}`},
    breakConnections() {
      const children = execFileSync('pgrep', ['-P', `${daemon.pid}`], {encoding: 'utf8'});
      for (const pid of children.trim().split('\n')) process.kill(Number(pid));
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
