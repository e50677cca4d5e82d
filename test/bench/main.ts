/**
 * Clusterview beside what a user would take instead, and what it costs: see the README. `npm run bench` measures all
 * of it; `-- --quick` roughly; with names behind `--`, these parts alone. A figure is not a test: it ends with 0
 * whatever it measures, and with 1 where something could not be measured.
 *
 * package.json starts it by `node --import tsx`: the command `tsx` (4.23) passes signals on to a child, and kills it with
 * SIGKILL where it does not confirm one within 30 ms, twice. As that child, this process would leave what it has started.
 */
import {readArguments, type Wanted} from './arguments.js';
import type {Bench} from './bench.js';
import {findLoad} from './load/find-load.js';
import {LoadClient} from './load/load.js';
import {PARTS} from './parts.js';
import {pm2} from './peers/pm2.js';
import {PM2_VERSION, pm2Command} from './peers/pm2-package.js';
import {conditionLines, conditions} from './report/machine.js';
import type {Section} from './report/section.js';
import {sectionText} from './report/text.js';
import {writeReport} from './report/write.js';
import {endAll, endRunning} from './running.js';

const INTERRUPTED = 130;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Again and again: what runs this script passes it on, and a second one is not to end it before it has ended all.
  process.on(signal, async () => {
    await endAll();
    process.exit(INTERRUPTED);
  });
}
try {
  await measureAll(readArguments(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}

async function measureAll(wanted: Wanted): Promise<void> {
  const {out, parts} = wanted;
  const client = new LoadClient();
  const bench = await prepare(wanted, client);
  const args = process.argv.slice(2).join(' ');
  const taken = conditions(`npm run bench${args && ` -- ${args}`}`, {
    pm2: bench.pm2 ? PM2_VERSION : 'missing',
    load: bench.load.name,
  });
  const notes = wanted.leftOut.length > 0 ? [`Left out: ${wanted.leftOut.join(', ')}`] : [];
  if (!bench.pm2) notes.push(`pm2 is missing: ${bench.pm2Reason}`);
  if (bench.loadReason !== '')
    notes.push(`Load by our own client: wrk is not installed, and ${bench.loadReason}`);
  process.stdout.write(`${[...conditionLines(taken), ...notes].join('\n')}\n`);

  const sections: Section[] = [];
  const attempt = async (name: string, measure: () => Promise<void>) => {
    try {
      await measure();
    } catch (error) {
      const reason = `${name} could not be measured: ${(error as Error).message}`;
      notes.push(reason);
      process.stderr.write(`${reason}\n`);
      process.exitCode = 1;
      await endRunning();
    }
  };
  for (const name of parts) {
    await attempt(name, async () => {
      const section = await PARTS[name]!(bench);
      process.stdout.write(sectionText(section));
      sections.push(section);
      // Now: a run that is interrupted leaves what it has measured.
      writeReport(out, taken, sections, notes);
    });
  }
  client.close();
  writeReport(out, taken, sections, notes);
  process.stdout.write(`\nwritten to ${out}\n`);
}

async function prepare({isQuick, policies}: Wanted, client: LoadClient): Promise<Bench> {
  const pm2Reason = await pm2Command().then(
    () => '',
    (error: Error) => error.message,
  );
  return {
    isQuick,
    policies,
    client,
    ...(await findLoad(client, isQuick)),
    pm2: pm2Reason === '' ? pm2 : null,
    pm2Reason,
  };
}
