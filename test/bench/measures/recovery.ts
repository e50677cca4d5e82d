import type {Bench} from '../bench.js';
import {answeredAt, firstAnswerMs} from '../load/answers.js';
import {turn} from '../load/blocks.js';
import {bare} from '../peers/bare.js';
import {clusterview} from '../peers/clusterview.js';
import {nodeCluster} from '../peers/node-cluster.js';
import type {Contender, SupervisedServer} from '../peers/server.js';
import {COMPARISON_COLUMNS, comparisonRow, missingRow} from '../report/comparison.js';
import type {Section} from '../report/section.js';

const AIM = {relation: '≤', bound: 1.1} as const;

/** How soon a killed worker is made up for. */
export async function measureRecovery({isQuick, pm2, pm2Reason}: Bench): Promise<Section> {
  const rounds = isQuick ? 2 : 12;
  const contenders: Contender<SupervisedServer>[] = [clusterview('round-robin'), nodeCluster('RR')];
  if (pm2) contenders.push(pm2);
  const times: number[][] = contenders.map(() => []);
  const starts: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const index of turn(contenders.length + 1, round)) {
      const contender = contenders[index];
      if (contender) times[index]!.push(await recoveryTime(contender));
      else starts.push(await firstAnswerMs(bare, 1));
    }
  }
  const series = contenders.map(({name}, index) => ({name, values: times[index]!}));
  const start = {name: `start of ${bare.name}`, values: starts};
  const what = 'from SIGKILL to an answer of the replacement, ms';
  return {
    name: 'recovery',
    title: 'Recovery',
    method: `One worker, which is killed; milliseconds until its replacement answers, ${rounds} times each, each with a new cluster; beside what the app alone takes from its start to its first answer.`,
    columns: COMPARISON_COLUMNS,
    rows: [
      comparisonRow(what, series[0]!, start, AIM),
      ...series.slice(1).map(peer => comparisonRow(what, series[0]!, peer, null)),
      ...(pm2 ? [] : [missingRow(what, 'pm2', pm2Reason)]),
    ],
    charts: [],
  };
}

async function recoveryTime(contender: Contender<SupervisedServer>): Promise<number> {
  const server = await contender.start(1);
  try {
    const [victim] = await server.workerPids();
    const killedAt = performance.now();
    process.kill(victim!, 'SIGKILL');
    return (await answeredAt(server.port, '/pid', pid => Number(pid) !== victim)) - killedAt;
  } finally {
    await server.stop();
  }
}
