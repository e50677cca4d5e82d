import type {Server} from 'node:http';
import {createAdaptorServer, type HttpBindings} from '@hono/node-server';
import {RESPONSE_ALREADY_SENT} from '@hono/node-server/utils/response';
import {type Context, Hono} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import * as z from 'zod/mini';
import englishMessages from 'zod/v4/locales/en.js';
import {ActionError} from './action-error.js';
import {VIEWER_AGENT} from './client.js';
import type {ClusterControl, Origin} from './control.js';
import {PLAIN_CALLS} from './plain-calls.js';
import {type Broadcaster, STREAMS_MAX} from './stream.js';
import {
  type ApiErrorCode,
  KILL_SIGNALS,
  MAX_WORKERS,
  MIN_WORKERS,
  POLICIES,
  PROFILE_SECONDS_DEFAULT,
  PROFILE_SECONDS_MAX,
  PROFILE_SECONDS_MIN,
} from './types.js';

z.config(englishMessages());

type Env = {Bindings: HttpBindings};
type ApiContext = Context<Env>;

/** The largest body that is read. */
const BODY_BYTES_MAX = 64 * 1024;
/** Longest head of a request. */
const HEAD_BYTES_MAX = 16 * 1024;
/** How long a request may take to arrive; what it asks for may take longer. */
const ARRIVAL_MS_MAX = 10_000;
/** Connections at once; more are closed. */
const CONNECTIONS_MAX = 256;

const STATUS: Record<ApiErrorCode, 400 | 404 | 409 | 413 | 500 | 503> = {
  ERR_BAD_REQUEST: 400,
  ERR_NOT_FOUND: 404,
  ERR_NO_SUCH_SLOT: 404,
  ERR_NO_WORKER: 409,
  ERR_BUSY: 409,
  ERR_STOPPING: 409,
  ERR_ACTION_FAILED: 500,
  ERR_TOO_MANY_STREAMS: 503,
  ERR_INTERNAL: 500,
};

const CALLS =
  'GET /v1/status, GET /v1/history, GET /v1/routes, GET /v1/stream, POST /v1/reload, POST /v1/slots/N/reload, POST /v1/slots/N/kill, POST /v1/slots/N/stack, POST /v1/slots/N/profile, POST /v1/slots/N/heap, POST /v1/slots/N/inspect, POST /v1/scale, PUT /v1/policy, POST /v1/detach, POST /v1/stop, GET /metrics, GET /healthz, GET /readyz';

const killBody = z.strictObject({
  signal: z.optional(z.enum(KILL_SIGNALS)),
  pid: z.optional(z.int()),
});
const scaleBody = z.strictObject({
  workers: z.int().check(z.gte(MIN_WORKERS), z.lte(MAX_WORKERS)),
});
const policyBody = z.strictObject({policy: z.enum(POLICIES)});
const stopBody = z.strictObject({force: z.optional(z.boolean())});
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
const slotNumber = z.coerce.number().check(z.int(), z.gte(1), z.lte(MAX_WORKERS));

/** The API of one cluster, not yet listening. */
export function createApiServer(control: ClusterControl, broadcaster: Broadcaster): Server {
  const app = new Hono<Env>();
  app.use(
    bodyLimit({
      maxSize: BODY_BYTES_MAX,
      onError: () => {
        throw new ActionError('ERR_BAD_REQUEST', `a body has at most ${BODY_BYTES_MAX} bytes`);
      },
    }),
  );
  app.onError((error, context) => fail(context, error));
  app.notFound(context =>
    fail(context, new ActionError('ERR_NOT_FOUND', `no such call; there are ${CALLS}`)),
  );

  app.get('/v1/status', context => context.json(control.snapshot()));
  app.get('/v1/history', context => context.json({points: control.history(existingSlot(context, control))}));
  app.get('/v1/routes', context => context.json(control.routes(existingSlot(context, control))));
  app.get('/v1/stream', context => {
    if (broadcaster.isFull) {
      throw new ActionError('ERR_TOO_MANY_STREAMS', `${STREAMS_MAX} streams are open, which is the most`);
    }
    const content = {
      logs: context.req.query('logs') !== '0',
      rest: context.req.query('only') !== 'logs',
      slot: queriedSlot(context),
    };
    broadcaster.add(context.env.outgoing, content, context.req.header('last-event-id'));
    return RESPONSE_ALREADY_SENT;
  });
  app.post('/v1/reload', async context => {
    const request = await body(context, reloadBody);
    return done(context, await control.reload(request, originOf(context)));
  });
  app.post('/v1/slots/:slot/reload', async context => {
    const request = await body(context, workerBody);
    return done(context, await control.reloadSlot(slotOf(context), request, originOf(context)));
  });
  app.post('/v1/slots/:slot/kill', async context => {
    const request = await body(context, killBody);
    return done(context, control.kill(slotOf(context), request, originOf(context)));
  });
  app.post('/v1/slots/:slot/stack', async context => {
    const request = await body(context, workerBody);
    return context.json(await control.stack(slotOf(context), request));
  });
  app.post('/v1/slots/:slot/profile', async context => {
    const {seconds = PROFILE_SECONDS_DEFAULT, ...request} = await body(context, profileBody);
    return context.json(await control.profile(slotOf(context), seconds, request));
  });
  app.post('/v1/slots/:slot/heap', async context => {
    const request = await body(context, workerBody);
    return context.json(await control.heap(slotOf(context), request));
  });
  app.post('/v1/slots/:slot/inspect', async context => {
    const {open = true, ...request} = await body(context, inspectBody);
    return context.json(await control.inspect(slotOf(context), open, request));
  });
  app.post('/v1/scale', async context => {
    const {workers} = await body(context, scaleBody);
    return done(context, control.scale(workers, originOf(context)));
  });
  app.put('/v1/policy', async context => {
    const {policy} = await body(context, policyBody);
    return done(context, await control.setPolicy(policy, originOf(context)));
  });
  app.post('/v1/detach', async context => {
    await body(context, emptyBody);
    return done(context, control.detach(originOf(context)));
  });
  app.post('/v1/stop', async context => {
    const {force = false} = await body(context, stopBody);
    return done(context, control.stop(force, originOf(context)));
  });
  for (const [path, answer] of Object.entries(PLAIN_CALLS)) {
    app.get(path, async context => {
      const {status, contentType, text} = await answer(control);
      return context.body(text, status, {'content-type': contentType});
    });
  }
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      maxHeaderSize: HEAD_BYTES_MAX,
      headersTimeout: ARRIVAL_MS_MAX,
      requestTimeout: ARRIVAL_MS_MAX,
    },
  }) as Server;
  server.maxConnections = CONNECTIONS_MAX;
  return server;
}

function done(context: ApiContext, message: string): Response {
  return context.json({ok: true, message});
}

function fail(context: ApiContext, error: Error): Response {
  const code = error instanceof ActionError ? error.code : 'ERR_INTERNAL';
  return context.json({error: {code, message: error.message}}, STATUS[code]);
}

function originOf(context: ApiContext): Origin {
  return context.req.header('user-agent') === VIEWER_AGENT ? 'a key in the viewer' : 'the API';
}

function slotOf(context: ApiContext): number {
  return parseSlot(context.req.param('slot')!);
}

/** `null` where none is named. */
function queriedSlot(context: ApiContext): number | null {
  const slot = context.req.query('slot');
  return slot === undefined ? null : parseSlot(slot);
}

/** The same, and one that is named has to be there now. */
function existingSlot(context: ApiContext, control: ClusterControl): number | null {
  const slot = queriedSlot(context);
  if (slot === null || control.hasSlot(slot)) return slot;
  throw new ActionError('ERR_NO_SUCH_SLOT', `there is no worker ${slot}`);
}

function parseSlot(text: string): number {
  const slot = slotNumber.safeParse(text);
  if (slot.success) return slot.data;
  throw new ActionError('ERR_BAD_REQUEST', `a worker is a whole number from 1 on, not "${text}"`);
}

/** No body counts as an empty object. */
async function body<Schema extends z.ZodMiniType>(
  context: ApiContext,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const text = await context.req.text();
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new ActionError('ERR_BAD_REQUEST', 'the body is not JSON');
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const {path, message} = result.error.issues[0]!;
  throw new ActionError('ERR_BAD_REQUEST', path.length > 0 ? `${path.join('.')}: ${message}` : message);
}
