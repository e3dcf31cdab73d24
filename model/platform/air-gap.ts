import { fields, formed, text } from "./schema-parts.ts";

export interface AirGap {
  /** A folder with charts, or an OCI repository that mirrors them; without a slash at its end. Default: each chart's own repository. */
  readonly charts?: string;
  /** Images are pulled from below this registry, their own host left out; without a slash at its end. Default: from where they are. */
  readonly registry?: string;
}

/** What `slipway:platform` may say in `airGap`. */
export const airGapSchema = fields({
  charts: text,
  registry: formed(
    "^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._/-]+)?$",
    "a registry's address in small letters, with port or path if it has them and without https://, such as registry.example.com:5000/mirror",
  ),
});

/** As it is used everywhere: whoever writes a slash at an end means the same as who doesn't. */
export function airGapOf({ charts, registry }: AirGap = {}): AirGap {
  return {
    ...(charts !== undefined && { charts: withoutSlash(charts) }),
    ...(registry !== undefined && { registry: withoutSlash(registry) }),
  };
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, "");
}

/**
 * Where a repository is pulled from: below the mirror, its own host left out, or where it is when there is no mirror. One
 * that is below the mirror already stays as it is; one without a host is Docker Hub's.
 */
export function mirrored(repository: string, { registry }: AirGap): string {
  if (registry === undefined) return repository;
  // A chart may put a host of its own before what it is told.
  const below = `/${repository}/`.lastIndexOf(`/${registry}/`);
  return below < 0 ? `${registry}/${withoutHost(repository)}` : repository.slice(below);
}

function withoutHost(repository: string): string {
  const [first = "", ...rest] = repository.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const path = hasHost ? rest : [first, ...rest];
  const isDockerHub = !hasHost || /^(index\.)?docker\.io$/.test(first);
  return isDockerHub && path.length === 1 ? `library/${path[0]}` : path.join("/");
}
