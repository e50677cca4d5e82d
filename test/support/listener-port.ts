import type {ApiClient} from '../../source/api/client.js';

/** Of the app's first listener. */
export async function listenerPort(client: ApiClient): Promise<number> {
  const {cluster} = await client.status();
  return Number(cluster.listeners[0]!.address.split(':').at(-1));
}
