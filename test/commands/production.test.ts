import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {parseArguments} from '../../source/arguments.js';
import {COMMAND, makePlace} from '../support/place.js';
import {missingProgram} from '../support/programs.js';

/** What a stop takes beyond its two timeouts. */
const STOP_SLACK_S = 5;

const production = (name: string) =>
  readFileSync(new URL(`../../demo/production/${name}`, import.meta.url), 'utf8');

/** How long a stop may take, in seconds. @param words what stands behind the command. */
function stopSeconds(words: readonly string[]): number {
  const {input, values} = parseArguments(words);
  expect(input).toEqual(['app.js']);
  expect(values).toMatchObject({headless: true, metricsPort: 9464});
  return (values.drainTimeout + values.killTimeout) / 1000 + STOP_SLACK_S;
}

const numberIn = (text: string, pattern: RegExp) => Number(pattern.exec(text)![1]);

test('systemd has nothing to say against the unit', context => {
  const missing = missingProgram('systemd-analyze');
  if (missing) context.skip(`there is no ${missing}`);
  const {directory} = makePlace();
  const file = path.join(directory, 'app.service');
  const installed = `${process.execPath} ${COMMAND}`;
  writeFileSync(file, production('clusterview.service').replace('/usr/local/bin/clusterview', installed));
  const verify = spawnSync('systemd-analyze', ['verify', '--man=no', file], {encoding: 'utf8'});
  expect({said: verify.stdout + verify.stderr, status: verify.status}).toEqual({said: '', status: 0});
});

test('the unit starts clusterview with options that there are, and gives a stop its time', () => {
  const unit = production('clusterview.service');
  const [, ...words] = /^ExecStart=(.*)$/m.exec(unit)![1]!.replaceAll('%N', 'app').split(' ');
  expect(numberIn(unit, /^TimeoutStopSec=(\d+)s$/m)).toBeGreaterThanOrEqual(stopSeconds(words));
});

test('the containers start clusterview with options that there are, and give a stop its time', () => {
  const [, ...command] = JSON.parse(/^CMD (.*)$/m.exec(production('Dockerfile'))![1]!) as string[];
  const yaml = production('kubernetes.yaml');
  const [, ...words] = /args:\n((?: +- \S+\n)+)/.exec(yaml)![1]!.match(/(?<=- )\S+/g)!;
  const preStop = numberIn(yaml, /command: \[sleep, '(\d+)'\]/);
  const grace = numberIn(yaml, /terminationGracePeriodSeconds: (\d+)/);
  expect(grace).toBeGreaterThanOrEqual(preStop + stopSeconds(words));
  expect(numberIn(production('Dockerfile'), /--stop-timeout (\d+)/)).toBeGreaterThanOrEqual(
    stopSeconds(command),
  );
});
