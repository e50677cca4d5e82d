import {parseArgs} from 'node:util';
import {POLICIES, type Policy} from '../../source/api/types.js';
import {NOT_QUICK, PARTS} from './parts.js';

const DIRECTORY = 'bench-results';
export const USAGE = `npm run bench -- [--quick] [--out DIRECTORY] [PART…]

Parts: ${Object.keys(PARTS).join(', ')}
Throughput of a policy alone: ${POLICIES.join(', ')}
With --quick, and none named: all but ${NOT_QUICK.join(', ')}`;

export interface Wanted {
  readonly isQuick: boolean;
  readonly out: string;
  /** Names of parts, in the order in which they are measured. */
  readonly parts: readonly string[];
  /** For `throughput`. */
  readonly policies: readonly Policy[];
  /** Parts, and policies of which the throughput is not measured. */
  readonly leftOut: readonly string[];
}

/** @throws with what is wrong in one line. */
export function readArguments(args: readonly string[]): Wanted {
  const {values, positionals} = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {quick: {type: 'boolean', default: false}, out: {type: 'string', default: DIRECTORY}},
  });
  const names = Object.keys(PARTS);
  const isPolicy = (name: string): name is Policy => (POLICIES as readonly string[]).includes(name);
  const unknown = positionals.filter(name => !names.includes(name) && !isPolicy(name));
  if (unknown.length > 0) throw new Error(`nothing is called ${unknown.join(', ')}\n\n${USAGE}`);
  const policies = positionals.filter(isPolicy);
  const isWanted = (name: string) => {
    if (positionals.length === 0) return !(values.quick && NOT_QUICK.includes(name));
    return positionals.includes(name) || (name === 'throughput' && policies.length > 0);
  };
  return {
    isQuick: values.quick,
    out: values.out,
    parts: names.filter(isWanted),
    policies: policies.length > 0 ? policies : POLICIES,
    leftOut: [
      ...names.filter(name => !isWanted(name)),
      ...POLICIES.filter(name => policies.length > 0 && !policies.includes(name)).map(
        name => `throughput of ${name}`,
      ),
    ],
  };
}
