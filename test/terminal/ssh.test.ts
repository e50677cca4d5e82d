import {readdirSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {appPath, makePlace, type Place, withoutRuntimeDirectory} from '../support/place.js';
import {commandLine, markedProcesses} from '../support/processes.js';
import {hasSshServer, type SshServer, startSshServer} from '../support/ssh-server.js';
import {KEYS, Terminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

const isSsh = (line: string) => /^\d+ (\/usr\/bin\/)?ssh\b/.test(line);

const tunnelsIn = ({directory}: Place) =>
  readdirSync(directory).filter(name => name.startsWith('clusterview-ssh-'));

/** Of a viewer whose own runtime directory has no cluster: what it shows has come over ssh. */
function elsewhere(place: Place, {env}: SshServer): Place {
  return {...place, env: {...env, XDG_RUNTIME_DIR: path.join(place.directory, 'elsewhere')}};
}

// Debian's package openssh-server has it.
describe.skipIf(!hasSshServer)('over ssh (needs sshd)', () => {
  test('attach shows and steers the cluster of another machine, and comes back after the connection broke', async () => {
    const cluster = await startCluster('http.cjs', {workers: 2});
    const server = await startSshServer(cluster.place);
    const terminal = new Terminal(null, {
      args: ['attach', `${server.address}/test`],
      place: elsewhere(cluster.place, server),
    });
    await terminal.waitForText('2 of 2 workers ready');
    terminal.press('+');
    await terminal.waitForText('3 of 3 workers ready');
    expect((await cluster.snapshot()).cluster.workers).toBe(3);

    const shownBefore = terminal.output.length;
    server.breakConnections();
    // It may be back before anybody looks at the screen.
    const shownSince = (text: string) => terminal.output.slice(shownBefore).lastIndexOf(text);
    await waitFor('a master that has gone', () => shownSince('master has gone') >= 0);
    await waitFor('the viewer to be back', () => shownSince('running') > shownSince('master has gone'));
    terminal.press('-');
    await terminal.waitForText('2 of 2 workers ready');

    terminal.press('q');
    expect(await terminal.waitForExit()).toEqual({code: 0});
    expect(terminal.text()).toContain('clusterview: test runs on');
    expect(tunnelsIn(cluster.place)).toEqual([]);
    // Though the user has connections stay, which others may use.
    const connections = () => markedProcesses(cluster.place.mark).map(commandLine).filter(isSsh);
    await waitFor(
      () => `the end of ${connections().join(', ')}`,
      () => connections().length === 0,
    );
  });

  test('attach shows what runs there without a runtime directory, as cron starts it', async () => {
    const place = makePlace();
    const {code} = await runCommand(
      [appPath('http.cjs'), '--detach', '--name', 'test', '-w', '1'],
      withoutRuntimeDirectory(place),
    );
    expect(code).toBe(0);
    const server = await startSshServer(place);
    const terminal = new Terminal(null, {args: ['attach', server.address], place: elsewhere(place, server)});
    await terminal.waitForText('1 of 1 worker ready');
    terminal.press('q');
    expect(await terminal.waitForExit()).toEqual({code: 0});
  });

  test('Ctrl-C at a question of ssh ends it, and leaves nothing behind', async () => {
    const place = makePlace();
    const {address, env} = await startSshServer(place);
    const stranger = address.replace(/\w+@/, 'stranger@');
    const terminal = new Terminal(null, {args: ['attach', stranger], place: {...place, env}});
    await terminal.waitForText(/password: *$/m);
    expect(tunnelsIn(place)).toHaveLength(1);
    terminal.press(KEYS.ctrlC);
    await terminal.waitForExit();
    expect(terminal.exitSignal).toBe(os.constants.signals.SIGINT);
    await waitFor('the end of the temporary directory', () => tunnelsIn(place).length === 0);
  });

  test.each([
    [
      'a name that is not there',
      (address: string) => `${address}/other`,
      /no cluster named "other"; running: test/,
    ],
    ['a port where nobody listens', () => 'ssh://127.0.0.1:1', /^clusterview: ssh 127\.0\.0\.1: .*refused/m],
    ['no address', () => 'ssh://-oProxyCommand=true/x', /say ssh:\/\/user@host\/name, not/],
  ])('%s is one line, and exit code 2', async (_, addressOf, line) => {
    const cluster = await startCluster('http.cjs', {workers: 1});
    const server = await startSshServer(cluster.place);
    const terminal = new Terminal(null, {
      args: ['attach', addressOf(server.address)],
      place: elsewhere(cluster.place, server),
    });
    expect(await terminal.waitForExit()).toEqual({code: 2});
    expect(terminal.text()).toMatch(line);
    expect(terminal.text().trim().split('\n')).toHaveLength(1);
  });
});
