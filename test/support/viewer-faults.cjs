'use strict';
// Preloaded into the viewer by NODE_OPTIONS, and harmless elsewhere: at SIGUSR2 it fails in the way FAULT says.

const FAULTS = {
  exception: () => {
    throw new Error('nobody catches this');
  },
  rejection: () => Promise.reject(new Error('nobody handles this')),
  rendering: () => {
    const {repeat} = String.prototype;
    Error.stackTraceLimit = Number.POSITIVE_INFINITY;
    String.prototype.repeat = function failing(count) {
      if (new Error().stack.includes('renderWithHooks')) throw new Error('a component throws this');
      return repeat.call(this, count);
    };
  },
};

if (process.argv[1]?.endsWith('/cli.cjs')) process.on('SIGUSR2', FAULTS[process.env.FAULT]);
