/** Of a message of the stream: the master that it is from, and the last event and the last log line up to it. */
type MessageId = readonly [master: number, eventId: number, logId: number];

export function formatMessageId(...[master, eventId, logId]: MessageId): string {
  return `${master}-${eventId}-${logId}`;
}

/** `null` where it is none. */
export function parseMessageId(text: string | undefined): MessageId | null {
  const match = /^(\d+)-(\d+)-(\d+)$/.exec(text ?? '');
  return match && [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** Which master a message is from: one that takes its place under the same name counts anew. */
export function masterOf(id: string): string {
  return id.slice(0, id.indexOf('-'));
}
