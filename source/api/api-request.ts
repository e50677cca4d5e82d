import type http from 'node:http';
import * as z from 'zod/mini';
import {ActionError} from './action-error.js';
import {VIEWER_AGENT} from './client.js';
import type {Origin} from './control.js';
import {MAX_WORKERS} from './types.js';

/** The largest body that is read. */
const BODY_BYTES_MAX = 64 * 1024;

const slotNumber = z.coerce.number().check(z.int(), z.gte(1), z.lte(MAX_WORKERS));

/** What somebody asks of the API. What it says is checked where it is asked for: then it throws {@link ActionError}. */
export class ApiRequest {
  /** `HEAD` counts as `GET`: Node leaves the body of the answer out. */
  readonly method: string;
  /** Only the head of the answer is wanted. */
  readonly isHead: boolean;
  readonly path: string;
  /** What stands in the path where that of the call has a name. */
  params: Readonly<Record<string, string | undefined>> = {};
  readonly query: URLSearchParams;
  readonly #incoming: http.IncomingMessage;

  constructor(incoming: http.IncomingMessage) {
    const {method, url = ''} = incoming;
    const [path, query = ''] = url.split('?', 2);
    this.#incoming = incoming;
    this.isHead = method === 'HEAD';
    this.method = this.isHead ? 'GET' : method!;
    this.path = path!;
    this.query = new URLSearchParams(query);
  }

  get origin(): Origin {
    return this.header('user-agent') === VIEWER_AGENT ? 'a key in the viewer' : 'the API';
  }

  /** That its path names. */
  get slot(): number {
    return parseSlot(this.params.slot!);
  }

  /** `null` where its query names none. */
  get queriedSlot(): number | null {
    const slot = this.query.get('slot');
    return slot === null ? null : parseSlot(slot);
  }

  header(name: 'user-agent' | 'last-event-id'): string | undefined {
    return this.#incoming.headers[name] as string | undefined;
  }

  /** No body counts as an empty object. */
  async body<Schema extends z.ZodMiniType>(schema: Schema): Promise<z.infer<Schema>> {
    const text = await readBody(this.#incoming);
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
}

function parseSlot(text: string): number {
  const slot = slotNumber.safeParse(text);
  if (slot.success) return slot.data;
  throw new ActionError('ERR_BAD_REQUEST', `a worker is a whole number from 1 on, not "${text}"`);
}

/** By its events: leaving a loop over it would close the connection before the answer. */
function readBody(incoming: http.IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
      else reject(new ActionError('ERR_BAD_REQUEST', `a body has at most ${BODY_BYTES_MAX} bytes`));
    });
    incoming.on('end', () => resolve(Buffer.concat(chunks).toString()));
    incoming.on('error', reject);
  });
}
