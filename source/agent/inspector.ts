import type {Channel} from './channel.js';

const SIGNAL_IS_OFF = '--disable-sigusr1';
const isOff = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some(text =>
  text.includes(SIGNAL_IS_OFF),
);

/** Whether SIGUSR1 does what Node has it do. */
export function opensInspectorOnSignal(): boolean {
  return !isOff && process.features.inspector && process.listenerCount('SIGUSR1') === 0;
}

/** Opens and closes Node's inspector for the master, which finds its address on stderr. */
export function openInspectorFor(channel: Channel, isWanted: boolean): void {
  // Loaded here because hardly any worker ever needs it.
  const inspector = process.getBuiltinModule('node:inspector');
  if (isWanted) {
    if (!inspector.url()) inspector.open(0, '127.0.0.1');
    return;
  }
  const url = inspector.url() ?? null;
  inspector.close();
  channel.send({act: 'inspector-closed', url});
}
