/** Every bound, queue length and time limit of the master that the user cannot set, in one place. */

/** Tries for an app that never became ready, before the cluster fails. */
export const BOOT_TRIES = 3;
/** Deaths of a slot are counted over this long. */
export const RESTART_WINDOW_MS = 60_000;
/** The second restart in a row waits this long, and each further one twice as long, */
export const BACKOFF_FIRST_MS = 100;
/** but no longer than this. */
export const BACKOFF_MAX_MS = 15_000;
/** A worker that lived this long has the backoff of its slot begin anew. */
export const BACKOFF_RESET_MS = 30_000;
/** An app known never to listen counts as ready after it has lived this long. */
export const SETTLED_MS = 1000;
/** A worker that disconnects by itself sooner than this is as bad as one that dies. */
export const LEFT_EARLY_MS = 1000;
/** One that exits so soon after it could not listen is taken to do so because of that. */
export const REFUSAL_MS = 5000;
/** How long a dead worker's pipes may bring last words; a process that it left behind could hold them open. */
export const LAST_WORDS_MS = 100;
/** A crashed worker that has not ended this long after its grace is killed. */
export const CRASH_GRACE_SLACK_MS = 2000;
/** An app that ends when it gets the message `shutdown` gets SIGTERM if it has not by then: as long as pm2 waits. */
export const SHUTDOWN_MESSAGE_MS = 1600;
/** A worker without a channel is about to die, or has disconnected by itself and lives on; this tells. */
export const DISCONNECT_GRACE_MS = 1000;
/** A ready worker that has not reported for this long is blocked. */
export const BLOCKED_AFTER_MS = 2000;

/** A worker that answers opens its inspector within this long; after that it is opened by a signal. */
export const INSPECTOR_ASK_MS = 1000;
/** One that has not opened it by then runs no JavaScript. */
export const INSPECTOR_OPEN_MS = 3000;
/** Node may say so long after its inspector has closed what it has to say about that. */
export const INSPECTOR_QUIET_MS = 1000;
/** A stack of a worker that is not blocked waits this long for something to run. */
export const STACK_WAIT_MS = 1000;
/** A blocked one that runs JavaScript is caught by then, also where it gets but a part of a core. */
export const STUCK_STACK_WAIT_MS = 5000;
/** A worker that is to be killed because it hangs waits so much longer for its stack: about as long as one takes at most. */
export const HANG_STACK_GRACE_MS = 15_000;
/** Longest that a diagnosis may take, beyond the time that it samples for. */
export const DIAGNOSIS_MS_MAX = 20_000;
/** Heaps may have gigabytes. */
export const HEAP_SNAPSHOT_MS_MAX = 15 * 60_000;
/** Diagnoses at once, each a process of its own; others wait. */
export const DIAGNOSES_MAX = 2;
/** Stacks that are read at once, each by a process of its own. */
export const STACKS_MAX = 4;

/** A worker that has been over the memory limit for so many ticks in a row is reloaded, */
export const MEMORY_OVER_TICKS = 5;
/** and no slot more often than this. */
export const MEMORY_RELOAD_EVERY_MS = 30_000;
/** One that is over it so soon after its start will be so again. */
export const MEMORY_YOUNG_MS = 60_000;
/** What a heap snapshot has taken is not held against a worker for so long. */
export const MEMORY_AFTER_SNAPSHOT_MS = 60_000;
/** What is wrong is told when it has been so for so many ticks. */
export const FINDING_TICKS = 3;

/** Under `shared`, idle connections are evened out when the largest number differs from the least by more than this, */
export const REBALANCE_DIFFERENCE_MIN = 2;
/** and by more than this share of what is even. */
export const REBALANCE_DIFFERENCE_SHARE = 0.1;
/** After a scale up, idle connections are spread for this long, */
export const SPREAD_MS = 20_000;
/** and this often, so that each worker has reported what the last time has changed. */
export const SPREAD_EVERY_TICKS = 2;
/** Connections on their way to one worker, */
export const UNCONFIRMED_MAX = 4;
/** and only one to a worker that has not taken any for this long: it may be busy with something else. */
export const PROMPT_MS = 1;
/** Something that has kept a worker busy for this long may come again. Of many workers, each waits for a core, too. */
export const KEPT_BUSY_MS = 50;
/** So often it has to go on in time until it is trusted not to be. */
export const PROMPT_ANSWERS = 16;
/** Connections on their way under `least-connections`, which would rather wait for the right worker. */
export const LEAST_CONNECTIONS_UNCONFIRMED_MAX = 8;
/** A worker that has said something is taken to turn its event loop for so long; */
export const FRESH_MS = 1;
/** one that has not answered after this is busy, or gets no core. */
export const LATE_AFTER_MS = 5;
/** Connections that a worker is given before it has said that it has dealt with the first of them, */
export const ON_TRUST_MAX = 32;
/** only one after it has said nothing for this long, */
export const ABSENT_MS = 10;
/** and twice as many each time that it has answered so often. */
export const TRUST_AFTER_ANSWERS = 4;
/** A connection that is handed over waits for the worker with the fewest, unless that has been silent for so long. */
export const EVEN_OUT_PATIENCE_MS = 100;
/** A worker that has not sent back by then what it was to copy does not answer. */
export const COPY_TIMEOUT_MS = 2000;
/** Connections that wait for a worker, of all listeners; more are closed. Thousands may come back at once, */
export const HELD_CONNECTIONS_MAX = 16_384;
/** but so many descriptors are to be left for the master's own, workers and log files among them, */
export const OWN_DESCRIPTORS = 1000;
/** or, where it may have few, this share of them. */
export const OWN_DESCRIPTORS_SHARE = 0.5;
/** Whether there is one left is tried this often where none waits: at each tick, it would be a twentieth of what a master at rest does. */
export const DESCRIPTORS_TRY_EVERY_TICKS = 5;
/** That it has none left is told at most this often. */
export const DESCRIPTORS_TOLD_EVERY_MS = 60_000;
/** The longest that a connection waits for a worker. */
export const HOLD_TIMEOUT_MS = 30_000;
/** Queue of the kernel where the app names none, as in Node itself. */
export const DEFAULT_BACKLOG = 511;

/** The largest data file: all workers parse it on their event loops. */
export const DATA_BYTES_MAX = 16 * 1024 * 1024;
/** How often it is looked at. */
export const DATA_POLL_MS = 1000;
/** A data file is read when it has not changed for this long. */
export const DATA_SETTLE_MS = 100;
/** A changed file is reloaded when nothing more has changed for this long, */
export const WATCH_DEBOUNCE_MS = 200;
/** and this long after the first change at the latest. */
export const WATCH_WAIT_MS_MAX = 3000;
export const TICK_MS = 1000;
/** Workers that start have the machine to themselves. */
export const FIRST_TICK_AFTER_MS = 750;
/** What workers at rest report, all at one moment, is there by then: a tick waits no longer for it. */
export const TICK_AFTER_REPORTS_MS = 50;
/** Their timers may be early by this. */
export const REPORTS_EARLY_MS = 50;
/** A tick that need not wait for its time comes no sooner after the one before. */
export const TICKS_APART_MS_MIN = 500;
/** Telling systemd something takes no longer than this; its own program waits for 5 s. */
export const NOTIFY_MS_MAX = 8000;
/** Messages to systemd that wait for their turn. */
export const NOTIFICATIONS_MAX = 8;
/** At the end systemd has this long to take the last ones. */
export const NOTIFY_CLOSE_MS = 2000;
/** What answers calls is loaded so long after the API has opened, unless somebody calls before. */
export const API_LOAD_AFTER_MS = 500;
/** Connections to the API may bring their last answers for this long after the end. */
export const API_CLOSE_MS = 500;
/** It looks this often whether its socket is still there. */
export const API_SOCKET_LOOK_EVERY_TICKS = 2;
/** Events that are kept. */
export const EVENTS_MAX = 1000;
/** Log lines that are kept, per slot, */
export const LOG_LINES_MAX = 10_000;
/** and the characters in them. */
export const LOG_CHARS_MAX = 2_000_000;
/** A longer line is split. */
export const LOG_LINE_CHARS_MAX = 8192;
/** Last lines of stderr that go into the event of a death. */
export const LAST_WORDS_LINES = 20;
/** Lines behind what Node has said of its own end that may be its native stack. */
export const FATAL_STACK_LINES_MAX = 200;
/** The count of OOM kills is looked at this often: at each tick, it would be a tenth of what a master at rest does. */
export const OOM_LOOK_EVERY_TICKS = 4;
/** Looks that are remembered, the older one of 4 to 8 s before: a process of gigabytes takes a while to end. */
export const OOM_LOOKS_MAX = 2;
/** The shares of "the last minute" in the distribution. */
export const DISTRIBUTION_WINDOW_S = 60;
/** What has not told by then what machine this is, is ended: it may wait for name servers. */
export const IDENTIFY_MS_MAX = 20_000;
/** Memory and load of the host are looked at this often: Linux works the load out anew every 5 s. */
export const HOST_LOOK_EVERY_TICKS = 5;
/** Routes of the last minute are kept in slices of this long, per slot, */
export const ROUTES_SLICE_S = 5;
/** and in each slice so many; the others are counted together. */
export const SLICE_ROUTES_MAX = 100;

/** A chapter of a recording: what is read to show a moment in it. */
export const RECORDING_CHAPTER_MS = 60_000;
/** Events and log lines are on the disk this long after they came; snapshots at once. */
export const RECORDING_FLUSH_MS = 250;
/** What is compressed and written in one go, in characters. */
export const RECORDING_BATCH_CHARS = 64 * 1024;
/** What the end of a chapter and the beginning of the next one add. */
export const RECORDING_TRAILER_BYTES = 1024;
/** Characters that wait for the disk; what comes beyond is dropped, */
export const RECORDING_QUEUE_CHARS_MAX = 8 * 1024 * 1024;
/** log lines sooner than what says more. */
export const RECORDING_QUEUE_LOG_CHARS_MAX = RECORDING_QUEUE_CHARS_MAX / 2;
/** That something was dropped is told at most this often. */
export const RECORDING_DROPS_TOLD_EVERY_MS = 60_000;
/** After an error, the next try; each further one waits twice as long, */
export const RECORDING_RETRY_FIRST_MS = 1000;
/** but no longer than this, */
export const RECORDING_RETRY_MAX_MS = 60_000;
/** and this many times in a row, */
export const RECORDING_RETRIES_MAX = 15;
/** which begins anew once writing has gone well for so long. */
export const RECORDING_SOUND_MS = 30_000;
/** At the end a disk has this long to take the last messages. */
export const RECORDING_CLOSE_MS = 2000;

/** Lines are in the log files this long after they came, */
export const LOG_FILES_FLUSH_MS = 100;
/** or as soon as there are so many bytes of them: what is written to a file in one go. */
export const LOG_FILE_BATCH_BYTES = 64 * 1024;
/** Bytes that wait for the disk, per log file; lines beyond are dropped. */
export const LOG_FILE_QUEUE_BYTES_MAX = 2 * 1024 * 1024;
/** That lines were dropped is told when they have been counted for this long, */
export const LOG_FILES_DROPS_GATHERED_MS = 1000;
/** and at most this often. */
export const LOG_FILES_DROPS_TOLD_EVERY_MS = 60_000;
/** After an error, the next try and all further ones. */
export const LOG_FILES_RETRY_MS = 2000;
/** At the end a disk has this long to take the last lines. */
export const LOG_FILES_CLOSE_MS = 2000;
