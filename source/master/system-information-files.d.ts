/** The package declares only all of it together. */
declare module 'systeminformation/lib/memory.js' {
  const memory: Pick<typeof import('systeminformation'), 'mem'>;
  export default memory;
}

declare module 'systeminformation/lib/osinfo.js' {
  const osInfo: Pick<typeof import('systeminformation'), 'osInfo'>;
  export default osInfo;
}

declare module 'systeminformation/lib/system.js' {
  const system: Pick<typeof import('systeminformation'), 'system'>;
  export default system;
}
