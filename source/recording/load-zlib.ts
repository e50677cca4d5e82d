/** Not with the files that may need it: it takes 2 ms of each start (Node 22.23), and few clusters record. */
export function loadZlib() {
  return process.getBuiltinModule('node:zlib');
}
