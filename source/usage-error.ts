/** What the user typed cannot be done; the message is one line, and says what was expected. Exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
