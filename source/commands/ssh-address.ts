import {UsageError} from '../usage-error.js';

/** Where a cluster of another machine is: `ssh://user@host:22/name`. */
export interface SshAddress {
  /** `user@host`, as `ssh` takes it; the host may be one of its configuration. */
  readonly destination: string;
  readonly port: number | null;
  /** The only one that runs there, if there is none. */
  readonly name: string | undefined;
}

const SCHEME = 'ssh://';
/** A destination that begins with a dash would be an option of ssh. */
const ADDRESS =
  /^(?<destination>(?:[\w.][\w.-]*@)?(?:\w[\w.-]*|\[[\da-f:]+\]))(?::(?<port>\d{1,5}))?(?:\/(?<name>[\w.-]*))?$/i;

export function isSshAddress(text: string | undefined): text is string {
  return text?.startsWith(SCHEME) ?? false;
}

/** @throws UsageError */
export function parseSshAddress(text: string): SshAddress {
  const {destination, port, name} = ADDRESS.exec(text.slice(SCHEME.length))?.groups ?? {};
  if (destination === undefined) throw new UsageError(`say ssh://user@host/name, not "${text}"`);
  return {
    destination: destination.replace(/[[\]]/g, ''),
    port: port === undefined ? null : Number(port),
    name: name || undefined,
  };
}
