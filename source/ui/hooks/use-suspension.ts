import {setTimeout} from 'node:timers/promises';
import {useApp} from 'ink';
import {useCallback, useEffect, useRef} from 'react';

/** The whole job in the shell: what runs the viewer, as npx does, would not give the terminal back otherwise. */
const OWN_PROCESS_GROUP = 0;
/** The signal has arrived by then, or the system ignores it, since there is no shell that could continue the job. */
const ARRIVES_MS = 100;

/**
 * Lets the viewer be suspended as other programs are: the terminal is the shell's meanwhile, and drawn anew when it
 * goes on, also where somebody else has suspended it. The cluster does not notice.
 * @returns suspends it now.
 */
export function useSuspension(): () => void {
  const {suspendTerminal} = useApp();
  const isSuspended = useRef(false);

  const handOver = useCallback(
    async (wait: () => Promise<void>) => {
      if (isSuspended.current) return;
      isSuspended.current = true;
      try {
        await suspendTerminal(async () => {
          await wait();
          // Only the job in the foreground is told that the window has another size.
          process.emit('SIGWINCH');
        });
      } finally {
        isSuspended.current = false;
      }
    },
    [suspendTerminal],
  );
  useEffect(() => {
    const drawAnew = () => handOver(async () => {});
    process.on('SIGCONT', drawAnew);
    return () => {
      process.off('SIGCONT', drawAnew);
    };
  }, [handOver]);

  return useCallback(() => {
    handOver(async () => {
      process.kill(OWN_PROCESS_GROUP, 'SIGTSTP');
      await setTimeout(ARRIVES_MS);
    });
  }, [handOver]);
}
