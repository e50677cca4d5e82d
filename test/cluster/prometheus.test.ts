import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {sendMany} from '../support/http.js';
import {metricsPort, type Scraped, scrape} from '../support/metrics.js';
import {startPrometheus} from '../support/prometheus.js';
import {waitFor} from '../support/wait-for.js';

interface Query {
  readonly expr: string;
}
interface Dashboard {
  readonly panels: readonly {readonly title: string; readonly targets: readonly Query[]}[];
  readonly annotations: {readonly list: readonly (Query & {readonly name: string})[]};
  readonly templating: {readonly list: readonly {readonly type: string; readonly definition?: string}[]};
}

const demo = (name: string) => fileURLToPath(new URL(`../../demo/${name}`, import.meta.url));
const dashboardText = readFileSync(demo('grafana-dashboard.json'), 'utf8');
const dashboard = JSON.parse(dashboardText) as Dashboard;

/** As Grafana has it run; of an interval that is long enough also where the machine is slow. */
function filledIn({expr}: Query): string {
  return expr.replaceAll('$app', 'test').replaceAll('$__rate_interval', '1m');
}

test('promtool accepts the configuration of the demo', () => {
  const said = execFileSync('promtool', ['check', 'config', demo('prometheus.yml')], {encoding: 'utf8'});
  expect(said).toContain('SUCCESS');
});

test('the dashboard asks for nothing that the metrics do not have', async () => {
  const cluster = await startCluster('http.cjs', {args: ['--metrics-port', '0']});
  const metrics = await metricsPort(cluster);
  await sendMany(await cluster.port(), 10);
  const asked = [...new Set(dashboardText.match(/\bclusterview_\w+/g))];
  expect(asked.length).toBeGreaterThan(15);
  const missing = ({samples}: Scraped) => asked.filter(name => !samples.some(sample => sample.name === name));
  let last: string[] = [];
  await waitFor(
    () => last.join(', '),
    async () => {
      last = missing(await scrape(metrics));
      return last.length === 0;
    },
  );
});

test('a real Prometheus scrapes a cluster, counts what was sent, and fills every panel of the dashboard', async () => {
  const cluster = await startCluster('http.cjs', {args: ['--metrics-port', '0']});
  const port = await cluster.port();
  const {query} = await startPrometheus(await metricsPort(cluster));
  await sendMany(port, 500);
  await Promise.all(Array.from({length: 500}, () => sendMany(port, 1, {path: '/slow?ms=150'})));
  const value = (expression: string) => query(expression).then(([series]) => series?.value);
  await waitFor('all requests in Prometheus', async () => {
    return (await value('sum(clusterview_requests_finished_total{app="test"})')) === 1000;
  });
  expect(await value('sum(clusterview_request_duration_seconds_count)')).toBe(1000);
  const byWorker = await query('sum by (worker) (clusterview_requests_finished_total)');
  expect(byWorker.map(({metric}) => metric.worker)).toEqual(['1', '2']);
  // Half of the requests took 150 ms and more.
  const quantile = (share: number) =>
    `histogram_quantile(${share}, sum by (le) (rate(clusterview_request_duration_seconds_bucket[1m])))`;
  const p99 = await waitFor('a rate', () => value(quantile(0.99)));
  expect(p99).toBeGreaterThan(0.1);
  expect(await value(quantile(0.25))).toBeLessThan(p99);

  for (const {title, targets} of dashboard.panels) {
    for (const expression of targets.map(filledIn)) {
      // Some figures come a tick later than the counts, and a rate needs two scrapes.
      await waitFor(`series of ${title}: ${expression}`, async () => (await query(expression)).length > 0);
    }
  }
});

test('the variables of the dashboard have the clusters to choose from, and its annotations show what happened', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: ['--metrics-port', '0']});
  const {query, labelValues} = await startPrometheus(await metricsPort(cluster));
  const asking = dashboard.templating.list.filter(({type}) => type === 'query');
  expect(asking).toHaveLength(1);
  for (const {definition} of asking) {
    const [, metric, label] = /^label_values\((\w+), (\w+)\)$/.exec(definition!)!;
    expect(await labelValues(metric!, label!)).toEqual(['test']);
  }

  const annotations = dashboard.annotations.list.map(filledIn);
  expect(annotations).toHaveLength(1);
  for (const expression of annotations) expect(await query(expression)).toEqual([]);
  await cluster.client.reload();
  for (const expression of annotations) {
    await waitFor(`series of ${expression}`, async () => (await query(expression)).length > 0);
  }
});
