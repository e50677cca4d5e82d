/**
 * What clusterview costs. `npm run bench` measures all of it; `-- --quick` roughly; with names behind `--`, these
 * parts alone: policies, `agent`, `master`, `viewer`, `logs`. A figure is not a test: it ends with 0 whatever it measures.
 */
import os from 'node:os';
import {POLICIES} from '../../source/api/types.js';
import {measureAgent} from './agent.js';
import {LoadClient} from './load.js';
import {measureLogs} from './logs.js';
import {measureMaster} from './master.js';
import {comparePolicies} from './policies.js';
import {measureViewer} from './viewer.js';

/** One client gets one worker under `sticky`, and `node:cluster` has nothing like it. */
const COMPARED = POLICIES.filter(policy => policy !== 'sticky');
const SECTIONS = {agent: measureAgent, master: measureMaster, viewer: measureViewer, logs: measureLogs};
const NAMES: readonly string[] = [...COMPARED, ...Object.keys(SECTIONS)];

const isQuick = process.argv.includes('--quick');
const named = process.argv.slice(2).filter(argument => argument !== '--quick');
const unknown = named.filter(name => !NAMES.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`nothing is called ${unknown.join(', ')}; there are ${NAMES.join(', ')}\n`);
  process.exit(2);
}
const isWanted = (name: string) => named.length === 0 || named.includes(name);

process.stdout.write(`Node ${process.version}, ${os.availableParallelism()} cores\n`);
const client = new LoadClient();
const policies = COMPARED.filter(isWanted);
if (policies.length > 0) await comparePolicies(client, policies, isQuick);
for (const [name, measure] of Object.entries(SECTIONS)) {
  if (isWanted(name)) await measure(client, isQuick);
}
client.close();
