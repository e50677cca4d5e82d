import {expect, test} from 'vitest';
import type {ApiClient} from '../../source/api/client.js';
import type {HistoryAnswer, HistoryPoint} from '../../source/api/types.js';
import {SlotHistory} from '../../source/ui/slot-history.js';

test('what was asked for before a jump to another time is not taken behind it', async () => {
  const answers: ((answer: HistoryAnswer) => void)[] = [];
  const client = {history: () => new Promise(resolve => answers.push(resolve))} as unknown as ApiClient;
  const history = new SlotHistory(client, () => {});
  const pointsUntil = (end: number) =>
    ({points: [1, 2, 3].map(s => ({at: end - 3000 + s * 1000}) as HistoryPoint)}) as HistoryAnswer;
  history.watch(1);
  history.forget();
  const recalled = history.recall();
  answers[0]!(pointsUntil(90_000));
  answers[1]!(pointsUntil(30_000));
  await recalled;
  expect(history.view.points.map(({at}) => at)).toEqual([28_000, 29_000, 30_000]);
});
