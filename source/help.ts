import {flagOf, options} from './options.js';

const USAGE = `clusterview: run a Node server on all its cores, and see what it does

Usage
  clusterview [app] [options] [-- arguments of the app]
  clusterview list
  clusterview attach [name…]
  clusterview status|routes|stop [name]
  clusterview reload|logs [name] [worker]
  clusterview kill|stack|profile|heap|inspect [name] [worker]
  clusterview scale [name] <workers>
  clusterview policy [name] <policy>
  clusterview replay <file>
  clusterview config [app]
  clusterview config import [file]

Commands
  [app]    start the app under a master, and view it; without a terminal, print plain lines;
           without an app, what the config file names, of several apps each as a cluster of its own;
           a name in it is an app, too
  list     print the clusters that run
  attach   view a cluster that runs, or several: those that are named or, without a name, all;
           ssh://user@host/name for one of another machine
  status   print how a cluster is doing; with --watch, each second
  routes   print its most frequent and slowest request paths of the last minute
  logs     print what its workers wrote last; with --follow, go on
  reload   replace its workers one after the other, or one of them, and wait for that
  scale    have so many workers, and wait until they serve
  policy   have the next connections handed out in another way
  kill     stop a worker gracefully and replace it; with --signal, just send that
  stop     stop a cluster gracefully
  stack    print what a worker runs at this moment
  profile  take a CPU profile of a worker, and print the functions that took the time
  heap     take a heap snapshot of a worker, which stands still meanwhile
  inspect  open the inspector of a worker for DevTools; with --close, close it again
  replay   view what --record has recorded; with --json, print it
  config   print what options are in force, and whether the config file, a flag or a default says so;
           config import prints a config file made from an ecosystem file of pm2

Commands end with 0 when it is done, 1 when it could not be done, and 2 when they were not understood.

Options`;

/** Made from the one table of options. */
export function helpText(): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const short = 'shortFlag' in option ? `, -${option.shortFlag}` : '';
    const value = 'value' in option ? ` ${option.value}` : '';
    const standard = 'default' in option ? ` (${option.default})` : '';
    return [`  ${flagOf(name)}${short}${value}`, `${option.help}${standard}`] as const;
  });
  const width = Math.max(...rows.map(([flag]) => flag.length)) + 3;
  return [USAGE, ...rows.map(([flag, help]) => flag.padEnd(width) + help), ''].join('\n');
}
