import type {Channel} from './channel.js';

/**
 * `process.disconnect()` of the app, and of `node:cluster` behind `cluster.worker.disconnect()`, first asks the
 * master: that has the worker drain, and gives it nothing more. A handle that arrives while the channel closes
 * fails an assertion of Node and ends the process (seen on 20.20).
 */
export function letMasterDisconnect(channel: Channel): void {
  const disconnect = process.disconnect!.bind(process);
  let isAsked = false;
  process.disconnect = () => {
    // What Node says to a process without a channel is its own affair.
    if (!process.connected) disconnect();
    else if (!isAsked) channel.send({act: 'leave'});
    isAsked = true;
    process.nextTick(endWithMaster);
  };
  channel.onMessage(message => {
    if (message.act === 'left' && process.connected) disconnect();
  });
}

/**
 * Node calls `process.disconnect` when the master has gone, too, and drops the channel right behind it. What it would have
 * done itself then has `node:cluster` end the worker.
 */
function endWithMaster(): void {
  if (process.channel || !process.connected) return;
  process.connected = false;
  process.emit('disconnect');
}
