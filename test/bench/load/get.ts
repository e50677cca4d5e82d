import {get as getAnswer} from '../../support/http.js';

/** A server that takes longer does not answer. */
const ANSWER_MS_MAX = 10_000;

/** One request on a connection of its own; resolves with the body, and rejects where none comes. */
export async function get(port: number, path = '/', signal?: AbortSignal): Promise<string> {
  // Not `AbortSignal.timeout`: where nothing but `any` refers to it, it is collected before its time (Node issue 57736).
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ANSWER_MS_MAX);
  try {
    const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    return (await getAnswer(port, path, {signal: either})).body;
  } finally {
    clearTimeout(timer);
  }
}
