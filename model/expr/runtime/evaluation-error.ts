import { UserError } from "../../problem.ts";

/** An expression that doesn't come to a value: upstream fails on it too, unless `unsupported` says that only we don't know. */
export class EvaluationError extends UserError {
  /** Where, in UTF-16 units from the beginning of the text that was given. */
  readonly offset: number;
  /** What isn't carried out here although upstream does. */
  readonly unsupported?: string;
  /** What is wrong without where. */
  readonly reason: string;

  constructor(reason: string, offset: number, unsupported?: string) {
    super(`${reason} (at character ${offset + 1})`);
    this.reason = reason;
    this.offset = offset;
    if (unsupported !== undefined) this.unsupported = unsupported;
  }
}

/** A failure of one operation, before it is known where it stands. */
export class Failure extends Error {
  readonly unsupported?: string;
  constructor(message: string, unsupported?: string) {
    super(message);
    if (unsupported !== undefined) this.unsupported = unsupported;
  }
}

/** Names what upstream does and we don't. */
export function unsupported(what: string): Failure {
  return new Failure(`${what} can't be evaluated here`, what);
}
