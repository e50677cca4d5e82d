import type {Bench} from '../bench.js';
import {answeredAt} from '../load/answers.js';
import {turn} from '../load/blocks.js';
import {bare} from '../peers/bare.js';
import {clusterview} from '../peers/clusterview.js';
import {nodeCluster} from '../peers/node-cluster.js';
import type {Launched} from '../peers/server.js';
import {launchViewed} from '../peers/viewed.js';
import {AIMS} from '../report/aims.js';
import {COMPARISON_COLUMNS, comparisonRow, missingRow} from '../report/comparison.js';
import type {Section} from '../report/section.js';
import {spreadOf} from '../report/statistics.js';

const WORKERS = 2;

/** From the command until it serves. */
export async function measureStart({isQuick, pm2, pm2Reason}: Bench): Promise<Section> {
  const rounds = isQuick ? 2 : 12;
  const headless = clusterview('round-robin');
  const peers = [nodeCluster('RR'), bare, ...(pm2 ? [pm2] : [])];
  const launches: (() => Promise<Launched & {firstFrame?: Promise<void>}>)[] = [
    () => headless.launch(WORKERS),
    () => launchViewed(WORKERS),
    ...peers.map(peer => () => peer.launch(WORKERS)),
  ];
  const answers: number[][] = launches.map(() => []);
  const frames: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const index of turn(launches.length, round)) {
      const {answer, frame} = await timesOf(launches[index]!);
      answers[index]!.push(answer);
      if (frame !== null) frames.push(frame);
    }
  }
  const ours = {name: headless.name, values: answers[0]!};
  const viewed = {name: 'clusterview, viewed', values: answers[1]!};
  const firstFrame = {name: 'clusterview, first frame', values: frames};
  const [node, ...others] = peers.map(({name}, index) => ({name, values: answers[index + 2]!}));
  const what = {
    headless: 'command to first answer, headless, ms',
    viewed: 'command to first answer, in a terminal, ms',
    frame: 'command to first frame, ms',
  };
  return {
    name: 'start',
    title: 'Start',
    method: `Milliseconds from the start of the command to the first answer of one of ${WORKERS} workers, and to the first frame that shows the cluster, ${rounds} times each in turn; pm2 starts its daemon, too.`,
    columns: COMPARISON_COLUMNS,
    rows: [
      comparisonRow(what.headless, ours, node!, AIMS.start),
      comparisonRow(what.viewed, viewed, node!, AIMS.start),
      comparisonRow(what.frame, firstFrame, node!, AIMS.start),
      ...others.map(peer => comparisonRow(what.headless, ours, peer, null)),
      ...(pm2 ? [] : [missingRow(what.headless, 'pm2', pm2Reason)]),
    ],
    charts: [
      {
        kind: 'bars',
        name: 'start',
        title: 'From the command to the first answer, ms',
        bars: [ours, viewed, firstFrame, node!, ...others].map(({name, values}) => ({
          label: name,
          spread: spreadOf(values),
          isOurs: name.startsWith('clusterview'),
        })),
      },
    ],
  };
}

async function timesOf(
  launch: () => Promise<Launched & {firstFrame?: Promise<void>}>,
): Promise<{answer: number; frame: number | null}> {
  const {port, launchedAt, stop, firstFrame} = await launch();
  const since = (at: number) => at - launchedAt;
  try {
    const framed = firstFrame?.then(() => since(performance.now()));
    // What goes wrong there is told where it is awaited.
    framed?.catch(() => {});
    const answer = since(await answeredAt(port, '/', () => true));
    return {answer, frame: framed ? await framed : null};
  } finally {
    await stop();
  }
}
