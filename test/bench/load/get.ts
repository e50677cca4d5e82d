import {get as getAnswer} from '../../support/http.js';

/** A server that takes longer does not answer. */
const ANSWER_MS_MAX = 10_000;

/** One request on a connection of its own; resolves with the body, and rejects where none comes. */
export async function get(port: number, path = '/', signal?: AbortSignal): Promise<string> {
  const late = AbortSignal.timeout(ANSWER_MS_MAX);
  const answer = await getAnswer(port, path, {signal: signal ? AbortSignal.any([signal, late]) : late});
  return answer.body;
}
