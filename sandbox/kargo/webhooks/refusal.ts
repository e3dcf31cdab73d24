/** A refusal in the words of Kubernetes' API machinery, with the status that Kargo's webhooks answer. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: number;
  readonly reason: string;
  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

export interface FieldError {
  /** `spec.requestedFreight[0].sources`, or empty. */
  readonly path: string;
  readonly value?: unknown;
  readonly detail: string;
  readonly type?: "Invalid value" | "Forbidden" | "Unsupported value" | "Required value";
}

/** apierrors.NewInvalid: 422 */
export function invalid(kind: string, name: string, errors: readonly FieldError[]): Refusal {
  const texts = errors.map(fieldText);
  const list = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  return new Refusal(422, "Invalid", `${kind}.kargo.akuity.io "${name}" is invalid: ${list}`);
}

function fieldText({ path, value, detail, type = "Invalid value" }: FieldError): string {
  const head = `${path || "<nil>"}: ${type}`;
  return type === "Forbidden" ? `${head}: ${detail}` : `${head}: ${shownValue(value)}: ${detail}`;
}

function shownValue(value: unknown): string {
  return value === undefined || value === null ? "null" : JSON.stringify(value);
}

/** apierrors.NewForbidden: 403 */
export function forbidden(plural: string, name: string, why: string): Refusal {
  return new Refusal(403, "Forbidden", `${plural}.kargo.akuity.io "${name}" is forbidden: ${why}`);
}

/** apierrors.NewConflict: 409 */
export function conflict(plural: string, name: string, why: string): Refusal {
  return new Refusal(409, "Conflict", `Operation cannot be fulfilled on ${plural}.kargo.akuity.io "${name}": ${why}`);
}

/** apierrors.NewInternalError: 500 */
export function internal(why: string): Refusal {
  return new Refusal(500, "InternalError", `Internal error occurred: ${why}`);
}
