import { at, text } from "../object.ts";
import { type Fields, isFields } from "../value.ts";

/** An answer of the API server that is not 2xx: its Status object, told whole. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: number;
  /** Kubernetes' reason: AlreadyExists, NotFound, Invalid, Forbidden, Conflict, … "" when the server gave none. */
  readonly reason: string;
  /** Kind the answer is about, in the plural: "namespaces" when the namespace of an object is missing. */
  readonly subject: string;

  constructor(code: number, status: Fields, fallback: string) {
    super(formatStatus(code, status, fallback));
    this.code = code;
    this.reason = text(status.reason);
    this.subject = text(at(status, "details", "kind"));
  }
}

/** A server that could not be asked at all. The message names it. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
  /** What the system said of the connection; undefined when it said nothing. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** No such type on the server: for a custom resource, its CRD is missing. Text: apimachinery's NoKindMatchError. */
export class NoMatchError extends Error {
  override readonly name = "NoMatchError";
  constructor(kind: string, apiVersion: string) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"`);
  }
}

export const isReason = (error: unknown, reason: string): boolean =>
  error instanceof ApiError && error.reason === reason;
export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.code === 404;

/**
 * The server's message, then reason and code, then every cause it did not say already with its field.
 * @param fallback what to show when the body was not a Status: a proxy's page, say
 */
export function formatStatus(code: number, status: Fields, fallback: string): string {
  const message = text(status.message) || fallback.trim().slice(0, 500) || "the server gave no message";
  const reason = text(status.reason);
  const head = `${message} (${[...(reason === "" ? [] : [reason]), `HTTP ${code}`].join(", ")})`;
  const causes = at(status, "details", "causes");
  const unsaid = (Array.isArray(causes) ? causes : []).filter(isFields).flatMap((cause) => {
    const field = text(cause.field);
    const said = text(cause.message);
    if (said === "" || (message.includes(said) && message.includes(field))) return [];
    return [`  ${field === "" ? "" : `${field}: `}${said}`];
  });
  return [head, ...unsaid].join("\n");
}
