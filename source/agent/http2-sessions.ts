import type {Http2Session} from 'node:http2';
import {LAST_REQUEST_MS} from './drain.js';
import type {HandleOwner} from './node-internals.js';
import type {RequestCounter} from './requests.js';
import {clearTimeout, setTimeout} from './timers.js';

/** Those that are followed: an app may close a server and listen again. */
const followed = new WeakSet<HandleOwner>();

/** Follows the HTTP/2 sessions of a server, which have no place in the channels of HTTP/1. */
export function followHttp2(owner: HandleOwner, requests: RequestCounter, sessions: Set<Http2Session>): void {
  // Others may emit something else by that name.
  if (!('updateSettings' in owner) || followed.has(owner)) return;
  followed.add(owner);
  owner.on('session', (session: Http2Session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    requests.watchHttp2(session);
    if (requests.isDraining) closeSoon(session);
  });
}

/** It began in a worker that is about to end: its first requests are answered, and there are to be no more. */
function closeSoon(session: Http2Session): void {
  const close = () => session.close();
  session.once('stream', close);
  const timer = setTimeout(close, LAST_REQUEST_MS);
  timer.unref();
  session.once('close', () => clearTimeout(timer));
}
