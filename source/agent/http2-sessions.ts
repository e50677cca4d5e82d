import type {Http2Session} from 'node:http2';
import type {HandleOwner} from './node-internals.js';
import type {RequestCounter} from './requests.js';

/** Follows the HTTP/2 sessions of a server, which have no place in the channels of HTTP/1. */
export function followHttp2(owner: HandleOwner, requests: RequestCounter, sessions: Set<Http2Session>): void {
  owner.on('session', (session: Http2Session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    requests.watchHttp2(session);
  });
}
