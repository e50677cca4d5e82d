import {spawn} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import {makePlace} from './place.js';
import {waitFor} from './wait-for.js';

const CONFIG = new URL('../../demo/prometheus.yml', import.meta.url);
const DEMO_TARGET = '127.0.0.1:9464';

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A real Prometheus with the configuration of the demo, but for the port and for more frequent scrapes. */
export async function startPrometheus(scrapedPort: number) {
  const place = makePlace();
  const port = await freePort();
  const config = readFileSync(CONFIG, 'utf8');
  if (!config.includes(DEMO_TARGET)) throw new Error(`the demo does not scrape ${DEMO_TARGET}`);
  const file = path.join(place.directory, 'prometheus.yml');
  writeFileSync(
    file,
    config
      .replace(DEMO_TARGET, `127.0.0.1:${scrapedPort}`)
      .replace(/scrape_interval: \S+/, 'scrape_interval: 1s'),
  );
  const child = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(place.directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    {env: place.env, stdio: ['ignore', 'ignore', 'pipe']},
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  child.on('error', error => {
    stderr += error.message;
  });
  // Gone before its files are removed.
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await waitFor('the end of Prometheus', () => child.exitCode !== null || child.signalCode !== null);
  });

  const ask = async <Data>(path: string, parameters: Record<string, string>): Promise<Data> => {
    const url = `http://127.0.0.1:${port}/api/v1/${path}?${new URLSearchParams(parameters)}`;
    const {status, error, data} = (await (await fetch(url)).json()) as {
      status: string;
      error?: string;
      data: Data;
    };
    if (status !== 'success') throw new Error(`${Object.values(parameters)}: ${error}`);
    return data;
  };
  /** The instant vector of a query in PromQL. */
  const query = async (expression: string): Promise<Series[]> => {
    const {result} = await ask<{result: {metric: Record<string, string>; value: [number, string]}[]}>(
      'query',
      {query: expression},
    );
    return result.map(({metric, value}) => ({metric, value: Number(value[1])}));
  };
  /** What Grafana asks for `label_values(metric, label)`. */
  const labelValues = (metric: string, label: string) =>
    ask<string[]>(`label/${label}/values`, {'match[]': metric});
  await waitFor(
    () => `a first scrape by Prometheus: ${stderr}`,
    () =>
      query('up').then(
        ([up]) => up?.value === 1,
        () => false,
      ),
  );
  return {query, labelValues};
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const {port} = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
