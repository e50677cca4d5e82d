import http from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface GetOptions {
  readonly agent?: http.Agent;
  readonly socketPath?: string;
  readonly signal?: AbortSignal;
}

/** Rejects if the connection breaks before the answer is complete. */
export function get(port: number, path = '/', {agent, socketPath, signal}: GetOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const place = socketPath ? {socketPath} : {host: '127.0.0.1', port};
    const request = http.get({...place, path, agent: agent ?? false, signal}, response => {
      let body = '';
      response.setEncoding('utf8').on('data', text => {
        body += text;
      });
      response.on('end', () => {
        if (response.complete) resolve({status: response.statusCode!, body});
        else reject(new Error('the answer broke off'));
      });
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}

export interface Tally {
  readonly answered: number;
  readonly failed: number;
}

/** Sends `total` requests over `connections` at once, kept open or a new one for each. */
export async function sendMany(
  port: number,
  total: number,
  {connections = 16, keepAlive = true, path = '/'} = {},
): Promise<Tally> {
  let sent = 0;
  let answered = 0;
  let failed = 0;
  // Without keep-alive, an agent would still give a free socket to a request that waits.
  const agent = keepAlive ? new http.Agent({keepAlive, maxSockets: connections}) : undefined;
  const client = async () => {
    while (sent < total) {
      sent += 1;
      try {
        await get(port, path, agent && {agent});
        answered += 1;
      } catch {
        failed += 1;
      }
    }
  };
  await Promise.all(Array.from({length: connections}, client));
  agent?.destroy();
  return {answered, failed};
}

/** Sends one request for each path over connections that stay open, and wants all of them answered. */
export async function sendAll(port: number, paths: readonly string[], connections = 16): Promise<void> {
  const agent = new http.Agent({keepAlive: true, maxSockets: connections});
  let sent = 0;
  const client = async () => {
    while (sent < paths.length) {
      const path = paths[sent]!;
      sent += 1;
      await get(port, path, {agent});
    }
  };
  await Promise.all(Array.from({length: connections}, client));
  agent.destroy();
}
