import { UserError } from "../../model/problem.ts";
import type { OciBlob, OciImage } from "./oci-image.ts";

export interface PushImageArgs {
  /** `127.0.0.1:PORT`: plain http, so loopback only. */
  readonly registry: string;
  /** `acme/goserver` */
  readonly repository: string;
  readonly tag: string;
  readonly image: OciImage;
  readonly signal?: AbortSignal | undefined;
}

export interface PushedImage {
  /** `127.0.0.1:PORT/acme/goserver:<tag>` */
  readonly image: string;
  readonly digest: string;
  /** False when the tag already named this image. */
  readonly changed: boolean;
}

/** For one request; a registry on loopback answers in milliseconds. */
const timeoutMs = 60_000;

/**
 * Pushes an image over the registry's HTTP API. What the registry has isn't sent again.
 *
 * API: https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 *
 * @throws UserError when the registry isn't on loopback
 * @throws Error with method, route and status when the registry refuses
 */
export async function pushImage(args: PushImageArgs): Promise<PushedImage> {
  const { registry, repository, tag, image, signal } = args;
  if (!/^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d+$/.test(registry)) {
    throw new UserError(
      `registry is not on loopback (got ${registry}; allowed 127.0.0.1:PORT, localhost:PORT, [::1]:PORT). ` +
        "Images are sent over plain http: use the sandbox's own registry",
    );
  }
  const ask = client(`http://${registry}`, signal);
  const { manifest } = image;
  const result = { image: `${registry}/${repository}:${tag}`, digest: manifest.digest };
  const route = `/v2/${repository}/manifests/${tag}`;
  const known = await ask({ method: "HEAD", route, headers: { accept: manifest.mediaType }, allowed: [200, 404] });
  if (known.status === 200 && known.headers.get("docker-content-digest") === manifest.digest) {
    return { ...result, changed: false };
  }
  // Blobs before the manifest: a registry refuses a manifest whose blobs it doesn't have.
  for (const blob of [...image.layers, image.config]) await pushBlob(ask, repository, blob);
  const headers = { "content-type": manifest.mediaType };
  const stored = await ask({ method: "PUT", route, headers, body: manifest.bytes, allowed: [201] });
  const digest = stored.headers.get("docker-content-digest");
  if (digest !== manifest.digest) {
    throw new Error(`PUT http://${registry}${route}: the registry stored ${digest}, sent was ${manifest.digest}`);
  }
  return { ...result, changed: true };
}

async function pushBlob(ask: Ask, repository: string, blob: OciBlob): Promise<void> {
  const route = `/v2/${repository}/blobs/${blob.digest}`;
  if ((await ask({ method: "HEAD", route, allowed: [200, 404] })).status === 200) return;
  const opened = await ask({ method: "POST", route: `/v2/${repository}/blobs/uploads/`, allowed: [202] });
  const location = new URL(opened.headers.get("location") ?? "", opened.url);
  location.searchParams.set("digest", blob.digest);
  await ask({
    method: "PUT",
    route: `${location.pathname}${location.search}`,
    headers: { "content-type": "application/octet-stream" },
    body: blob.bytes,
    allowed: [201],
  });
}

interface Question {
  readonly method: "HEAD" | "POST" | "PUT";
  readonly route: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly allowed: readonly number[];
}
type Ask = (question: Question) => Promise<Response>;

function client(base: string, signal: AbortSignal | undefined): Ask {
  return async ({ method, route, headers, body, allowed }) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const request: RequestInit = {
      method,
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(headers && { headers }),
      ...(body && { body }),
    };
    const answer = await fetch(`${base}${route}`, request).catch((error: unknown) => {
      signal?.throwIfAborted();
      const why = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : reasonOf(error);
      throw new Error(`${method} ${base}${shown(route)}: ${why}`);
    });
    // Read even when unused, so that the connection is free for the next request.
    const words = (await answer.text()).trim();
    if (allowed.includes(answer.status)) return answer;
    const quoted = words ? `: ${words.slice(0, 500)}` : "";
    throw new Error(
      `${method} ${base}${shown(route)}: status ${answer.status}, expected ${allowed.join(" or ")}${quoted}`,
    );
  };
}

/** An upload's address carries the registry's own state, long and of no use to a reader. */
function shown(route: string): string {
  return route.replace(/\?.*$/, "");
}

/** fetch hides the system's words ("connect ECONNREFUSED …") one level down. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
