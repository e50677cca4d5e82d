import http from 'node:http';

/** A server that takes longer does not answer. */
const ANSWER_MS_MAX = 10_000;

/** One request on a connection of its own; resolves with the body, and rejects where none comes. */
export function get(port: number, path = '/', signal?: AbortSignal): Promise<string> {
  const late = AbortSignal.timeout(ANSWER_MS_MAX);
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      agent: false,
      signal: signal ? AbortSignal.any([signal, late]) : late,
    };
    const request = http.get(options, response => {
      let body = '';
      response.setEncoding('utf8').on('data', text => {
        body += text;
      });
      response.on('end', () => resolve(body));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}
