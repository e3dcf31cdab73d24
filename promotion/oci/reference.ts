import { goQuoted } from "../../model/go-quoted.ts";

/** A place in a registry. */
export interface Reference {
  /** As it was written, without `oci://`. */
  readonly text: string;
  /** Host and port that are really asked. */
  readonly host: string;
  readonly scheme: "http" | "https";
  readonly repository: string;
  /** With the registry as it is called, for credentials: `docker.io` is `index.docker.io`. */
  readonly fullName: string;
  readonly tag?: string;
  readonly digest?: string;
  /** A chart, by its `oci://`. */
  readonly isChart: boolean;
}

const dockerHub = "index.docker.io";

/**
 * Reads a reference as go-containerregistry does: Docker Hub and `latest` where nothing is said, plain http for this
 * machine and private networks. Source: google/go-containerregistry v0.20, pkg/name; Kargo v1.11.2, oci_common.go.
 *
 * @throws Error for what is no reference
 */
export function parseReference(text: string): Reference {
  const isChart = text.startsWith("oci://");
  const plain = isChart ? text.slice("oci://".length) : text;
  const [base = "", digest] = plain.split("@");
  const slash = base.indexOf("/");
  const first = slash === -1 ? "" : base.slice(0, slash);
  const hasRegistry = /[.:]/.test(first) || first === "localhost";
  const registry = hasRegistry ? first : dockerHub;
  const rest = hasRegistry ? base.slice(slash + 1) : base;
  const [path = "", tag] = rest.split(":");
  const official = (registry === dockerHub || registry === "docker.io") && !path.includes("/");
  const repository = official ? `library/${path}` : path;
  const bad = (reason: string) =>
    new Error(
      `failed to parse image reference ${goQuoted(text)}: invalid image reference ${goQuoted(plain)}: ${reason}`,
    );
  if (!/^[a-z0-9_./-]{2,255}$/.test(repository)) throw bad("could not parse reference");
  if (tag !== undefined && !/^[\w][\w.-]{0,127}$/.test(tag)) throw bad("could not parse reference");
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) throw bad("could not parse reference");
  const name = registry === "docker.io" ? dockerHub : registry;
  return {
    text: plain,
    host: name === dockerHub ? "registry-1.docker.io" : name,
    scheme: isLocal(name) ? "http" : "https",
    repository,
    fullName: `${name}/${repository}`,
    isChart,
    ...(digest === undefined ? { tag: tag ?? "latest" } : { digest }),
  };
}

function isLocal(registry: string): boolean {
  const host = registry.replace(/:\d+$/, "");
  return (
    /^(localhost|127\.0\.0\.1|\[?::1\]?)$/.test(host) ||
    host.endsWith(".local") ||
    /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host)
  );
}
