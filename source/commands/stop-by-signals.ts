import {STOP_SIGNALS, StopSignals} from '../stop-signals.js';
import type {MasterHandle} from './start-master.js';

/** Who stops masters that start. */
export interface SignalWatch {
  readonly hasStopped: () => boolean;
  /** Somebody else takes the signals. */
  readonly release: () => void;
}

/** Until it is released, signals stop these masters: in sessions of their own, Ctrl-C would leave them alone behind. */
export function stopBySignals(masters: readonly MasterHandle[]): SignalWatch {
  let hasStopped = false;
  const signals = new StopSignals();
  const stop = (signal: NodeJS.Signals) => {
    if (!signals.insists(signal, hasStopped) && hasStopped) return;
    hasStopped = true;
    for (const master of masters) master.stop();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  return {
    hasStopped: () => hasStopped,
    release: () => {
      for (const signal of STOP_SIGNALS) process.off(signal, stop);
    },
  };
}
