import type { RequestOptions } from "node:https";

/** A server and how to log in to it. */
export interface Access {
  readonly server: string;
  /** The context's namespace, "" when it has none. */
  readonly namespace: string;
  /** Puts trust and login into a request's options. */
  authorize(options: RequestOptions): Promise<void>;
}

/** What to say when the kubeconfig lacks a part, with the names it has. */
export function missing(what: string, name: string, has: readonly { readonly name: string }[]): Error {
  const names = has.map((item) => item.name).join(", ") || "none";
  return new Error(`${what} "${name}" does not exist in the kubeconfig; it has: ${names}`);
}
