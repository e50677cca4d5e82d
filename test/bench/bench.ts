import type {Policy} from '../../source/api/types.js';
import type {LoadClient, LoadGenerator} from './load/load.js';
import type {Contender, SteeredServer} from './peers/server.js';
import type {Section} from './report/section.js';

/** What all measures have in common. */
export interface Bench {
  /** Fewer and shorter runs: a rough figure. */
  readonly isQuick: boolean;
  /** Of which the throughput is wanted. */
  readonly policies: readonly Policy[];
  /** For as many requests as a server answers; `runMs` is the shortest run that it can do. */
  readonly load: LoadGenerator;
  readonly runMs: number;
  /** Why `load` is our own client where another one was looked for; otherwise empty. */
  readonly loadReason: string;
  /** The same by our own means, where requests must come from many addresses. */
  readonly client: LoadClient;
  /** `null` where it can't be had; `pm2Reason` then says why. */
  readonly pm2: Contender<SteeredServer> | null;
  readonly pm2Reason: string;
}

export type Measure = (bench: Bench) => Promise<Section>;
