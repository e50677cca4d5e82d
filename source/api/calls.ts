import type http from 'node:http';
import createRouter, {type HTTPMethod} from 'find-my-way';
import * as z from 'zod/mini';
import englishMessages from 'zod/v4/locales/en.js';
import {ActionError} from './action-error.js';
import {ApiRequest} from './api-request.js';
import type {ClusterControl} from './control.js';
import {PLAIN_CALLS} from './plain-calls.js';
import {type Answer, send, sendJson} from './server.js';
import {type Broadcaster, STREAM_HEADERS, STREAMS_MAX} from './stream.js';
import {
  KILL_SIGNALS,
  MAX_WORKERS,
  MIN_WORKERS,
  POLICIES,
  PROFILE_SECONDS_DEFAULT,
  PROFILE_SECONDS_MAX,
  PROFILE_SECONDS_MIN,
} from './types.js';

z.config(englishMessages());

const killBody = z.strictObject({
  signal: z.optional(z.enum(KILL_SIGNALS)),
  pid: z.optional(z.int()),
});
const scaleBody = z.strictObject({
  workers: z.int().check(z.gte(MIN_WORKERS), z.lte(MAX_WORKERS)),
});
const policyBody = z.strictObject({policy: z.enum(POLICIES)});
const stopBody = z.strictObject({force: z.optional(z.boolean()), pid: z.optional(z.int())});
const workerBody = z.strictObject({pid: z.optional(z.int())});
const profileBody = z.strictObject({
  ...workerBody.def.shape,
  seconds: z.optional(z.int().check(z.gte(PROFILE_SECONDS_MIN), z.lte(PROFILE_SECONDS_MAX))),
});
const inspectBody = z.strictObject({...workerBody.def.shape, open: z.optional(z.boolean())});
const emptyBody = z.strictObject({});
const reloadBody = z.strictObject({
  slots: z.optional(
    z
      .array(z.strictObject({...workerBody.def.shape, slot: z.int().check(z.gte(1), z.lte(MAX_WORKERS))}))
      .check(z.minLength(1), z.maxLength(MAX_WORKERS)),
  ),
});

/** @returns what is answered, as JSON; `undefined` where it has been answered. */
type Call = (request: ApiRequest, response: http.ServerResponse) => unknown;

/** What is asked for of one cluster: calls, found by method and path. */
export function answerCalls(control: ClusterControl, broadcaster: Broadcaster): Answer {
  const calls = callsOf(control, broadcaster);
  const router = createRouter();
  for (const [name, call] of calls) {
    const [method, path] = name.split(' ') as [HTTPMethod, string];
    router.on(method, path, ignore, {call});
  }
  return async (incoming, response) => {
    const request = new ApiRequest(incoming);
    if (request.method === 'GET' && Object.hasOwn(PLAIN_CALLS, request.path)) {
      const {status, contentType, text} = await PLAIN_CALLS[request.path]!(control);
      send(response, status, text, contentType);
      return;
    }
    const found = router.find(request.method as HTTPMethod, request.path);
    if (!found?.store) throw new ActionError('ERR_NOT_FOUND', `no such call; there are ${namesOf(calls)}`);
    const {call} = found.store as {call: Call};
    request.params = found.params;
    const answer = await call(request, response);
    if (answer !== undefined) sendJson(response, 200, answer);
  };
}

/** By method and path. */
function callsOf(control: ClusterControl, broadcaster: Broadcaster): ReadonlyMap<string, Call> {
  /** What a query names has to be there now; `null` where it names none. */
  const existingSlot = ({queriedSlot}: ApiRequest): number | null => {
    if (queriedSlot === null || control.hasSlot(queriedSlot)) return queriedSlot;
    throw new ActionError('ERR_NO_SUCH_SLOT', `there is no worker ${queriedSlot}`);
  };
  return new Map<string, Call>([
    ['GET /v1/status', () => control.snapshot()],
    ['GET /v1/history', request => ({points: control.history(existingSlot(request))})],
    ['GET /v1/routes', request => control.routes(existingSlot(request))],
    [
      'GET /v1/stream',
      (request, response) => {
        if (broadcaster.isFull) {
          throw new ActionError('ERR_TOO_MANY_STREAMS', `${STREAMS_MAX} streams are open, which is the most`);
        }
        const content = {
          logs: request.query.get('logs') !== '0',
          rest: request.query.get('only') !== 'logs',
          slot: request.queriedSlot,
        };
        if (request.isHead) response.writeHead(200, STREAM_HEADERS).end();
        else broadcaster.add(response, content, request.header('last-event-id'));
      },
    ],
    [
      'POST /v1/reload',
      async request => done(await control.reload(await request.body(reloadBody), request.origin)),
    ],
    [
      'POST /v1/slots/:slot/reload',
      async request => {
        const wanted = await request.body(workerBody);
        return done(await control.reloadSlot(request.slot, wanted, request.origin));
      },
    ],
    [
      'POST /v1/slots/:slot/kill',
      async request => done(control.kill(request.slot, await request.body(killBody), request.origin)),
    ],
    [
      'POST /v1/slots/:slot/stack',
      async request => control.stack(request.slot, await request.body(workerBody)),
    ],
    [
      'POST /v1/slots/:slot/profile',
      async request => {
        const {seconds = PROFILE_SECONDS_DEFAULT, ...wanted} = await request.body(profileBody);
        return control.profile(request.slot, seconds, wanted);
      },
    ],
    [
      'POST /v1/slots/:slot/heap',
      async request => control.heap(request.slot, await request.body(workerBody)),
    ],
    [
      'POST /v1/slots/:slot/inspect',
      async request => {
        const {open = true, ...wanted} = await request.body(inspectBody);
        return control.inspect(request.slot, open, wanted);
      },
    ],
    [
      'POST /v1/scale',
      async request => done(control.scale((await request.body(scaleBody)).workers, request.origin)),
    ],
    [
      'PUT /v1/policy',
      async request => done(await control.setPolicy((await request.body(policyBody)).policy, request.origin)),
    ],
    [
      'POST /v1/detach',
      async request => {
        await request.body(emptyBody);
        return done(control.detach(request.origin));
      },
    ],
    [
      'POST /v1/stop',
      async request => {
        const {force = false, pid = process.pid} = await request.body(stopBody);
        if (pid !== process.pid) {
          throw new ActionError('ERR_NO_CLUSTER', `the cluster of pid ${pid} has ended; nothing was done`);
        }
        return done(control.stop(force, request.origin));
      },
    ],
  ]);
}

/** The router would call it with what Node gives a server; it only finds here. */
function ignore(): void {}

function namesOf(calls: ReadonlyMap<string, Call>): string {
  return [...calls.keys(), ...Object.keys(PLAIN_CALLS).map(path => `GET ${path}`)].join(', ');
}

function done(message: string) {
  return {ok: true, message};
}
