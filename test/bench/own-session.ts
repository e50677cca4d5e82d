/**
 * For each server and for each source of load: a session of its own, as a daemon has one, and as clients elsewhere
 * have. Linux shares its cores out among sessions first (autogroup), so that one server in a session of its own and
 * another one in that of the load would not be measured alike: with 64 workers on 2 cores that made a fifth and more.
 */
export const OWN_SESSION = {detached: true} as const;
