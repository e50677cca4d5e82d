import {expect, test} from 'vitest';
import {clusterview} from '../../peers/clusterview.js';
import {nodeCluster} from '../../peers/node-cluster.js';
import {courseChart, courseRows, followCourses} from './course.js';
import {inTurn} from './in-turn.js';
import {growthOfLosses} from './of-losses.js';
import {growthWhileHeld} from './while-held.js';

test('a course leaves out who has nothing of the kind, and of a size that fails says why', async () => {
  const [rates, shares] = await followCourses(
    {rate: {name: 'rates', what: 'rate'}, share: {name: 'shares', what: 'share'}},
    {along: 'workers', names: ['ours', 'one', 'two'], sizes: [1, 4], aRound: 1},
    async workers => {
      if (workers === 4) throw new Error('two with 4 workers: none left');
      return [[{rate: 10, share: 1}], [{rate: 5, share: null}], [{rate: 20, share: 2}]];
    },
  );
  expect(courseRows(rates!).map(({what, cells, figures}) => [what, cells.slice(0, 4), figures])).toEqual([
    ['rate, 1 worker', ['10', 'one', '5', '2.000'], expect.anything()],
    ['rate, 1 worker', ['10', 'two', '20', '0.500'], expect.anything()],
    ['rate, 4 workers', expect.anything(), {notMeasured: 'two with 4 workers: none left'}],
  ]);
  expect(courseRows(shares!)[0]).toMatchObject({
    what: 'share, 1 worker',
    cells: ['1', 'two', '2', '0.500', ''],
  });
  expect(courseChart(shares!).lines).toEqual([
    {label: 'ours', isOurs: true, points: [[1, 1]]},
    {label: 'two', isOurs: false, points: [[1, 2]]},
  ]);
});

test('contenders have their runs in turn', async () => {
  const order: string[] = [];
  const runs = await inTurn([clusterview('shared'), nodeCluster('RR')], 1, 2, async ({name}, time) => {
    order.push(name);
    return time;
  });
  expect(runs).toEqual([
    [0, 1],
    [0, 1],
  ]);
  expect(order).toEqual(['clusterview shared', 'node:cluster RR', 'node:cluster RR', 'clusterview shared']);
});

test('beside connections that are open, others are answered, and a worker that is killed is made up for', async () => {
  const contenders = [clusterview('round-robin'), nodeCluster('RR')];
  const courses = await growthWhileHeld(contenders, 2, [3], 1);
  expect(courses.map(({names}) => names)).toEqual(courses.map(() => contenders.map(({name}) => name)));
  for (const {sizes} of courses) {
    expect(sizes).toEqual([{size: 3, values: contenders.map(() => [expect.toSatisfy(value => value > 0)])}]);
  }
});

test('what a reload loses is counted of all clients', async () => {
  const sizeOf = (connections: number) => ({workers: 1, connections});
  const courses = await growthOfLosses([clusterview('round-robin')], 'connections', [4, 40], sizeOf, 1);
  expect(courses).toMatchObject([
    {
      along: 'connections',
      sizes: [
        {size: 4, values: [[0]]},
        {size: 40, values: [[0]]},
      ],
    },
  ]);
});
