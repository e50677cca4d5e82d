/** Ink is not interactive where it finds a CI, and what a test runner sets is not meant for the program. */
const FOREIGN =
  /^(CI|CI_.*|CONTINUOUS_INTEGRATION|VITEST.*|NODE_ENV|NODE_OPTIONS|NODE_(DISABLE_)?COMPILE_CACHE|TEST|FORCE_COLOR|NO_COLOR)$/;

/** The environment of this process without what would change what the viewer draws. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
}
