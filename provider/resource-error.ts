import type { Fields } from "./value.ts";

/**
 * The object is there, but not as it should be: created or updated, and not ready in time. The engine keeps the state,
 * marks the resource, and tries again at the next update.
 */
export class ResourceNotReadyError extends Error {
  override readonly name = "ResourceNotReadyError";
  readonly id: string;
  readonly state: Fields;
  constructor(message: string, id: string, state: Fields) {
    super(message);
    this.id = id;
    this.state = state;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
