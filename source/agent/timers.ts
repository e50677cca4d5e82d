/** As they are before the app runs, which may put others in their place. */
export const {setTimeout, clearTimeout, setInterval, clearInterval, setImmediate} = globalThis;
