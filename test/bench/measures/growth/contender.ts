import type {Contender, SteeredServer, SupervisedServer} from '../../peers/server.js';

/** Not all can be watched. */
export type GrowingServer = SupervisedServer & Partial<Pick<SteeredServer, 'watch'>>;
export type GrowingContender = Contender<GrowingServer>;
