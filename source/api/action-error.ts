import type {ApiErrorCode} from './types.js';

/** What was asked cannot be done, for a reason that the one who asked is told in one line. */
export class ActionError extends Error {
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, message: string) {
    super(message);
    this.name = 'ActionError';
    this.code = code;
  }
}
