/** Ink is not interactive where it finds a CI, and the test runner's own variables are not the app's. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign =
    /^(CI|CI_.*|CONTINUOUS_INTEGRATION|VITEST.*|NODE_ENV|NODE_OPTIONS|TEST|FORCE_COLOR|NO_COLOR)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
