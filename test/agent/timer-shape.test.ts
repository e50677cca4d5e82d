import {spawn} from 'node:child_process';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const AGENT = fileURLToPath(new URL('../../dist/agent.cjs', import.meta.url));

test('V8 finds nothing in the timers of the agent that it did not expect in those of the app', async () => {
  const worker = spawn(
    process.execPath,
    ['--trace-generalization', '--require', AGENT, '--eval', 'setTimeout(() => process.exit(), 1)'],
    {env: {...process.env, NODE_UNIQUE_ID: '1'}, stdio: ['ignore', 'pipe', 'inherit', 'ipc']},
  );
  const trace = await text(worker.stdout!);
  expect(trace).toMatch('[generalizing]');
  expect(trace).not.toMatch(/_idleTimeout:s\S*->[^s]/);
});
