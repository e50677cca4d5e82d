/** A part of it alone: the whole of it takes 1.5 MB of memory as long as the process runs (Node 20.20). */
declare module 'systeminformation/lib/memory.js' {
  const memory: Pick<typeof import('systeminformation'), 'mem'>;
  export default memory;
}
