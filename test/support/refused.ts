import {expect} from 'vitest';
import {runCommand} from './command.js';
import {appPath, type Place} from './place.js';

/** To start a cluster with these arguments is a usage error, told in one line. */
export async function expectRefused(
  place: Place,
  args: readonly string[],
  line: RegExp,
  wrapper?: readonly string[],
): Promise<void> {
  const started = [appPath('http.cjs'), '--name', 'refused', '-w', '1', ...args];
  const {code, stdout, stderr} = await runCommand(started, place, wrapper);
  expect(stderr).toMatch(line);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
}
