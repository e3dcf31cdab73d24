// How Kargo v1.11.2 brings URLs of one repository to one spelling (pkg/urls/{git,image,chart,sanitize}.go).

/** Without blanks around it and without characters that don't print. */
function sanitized(url: string): string {
  return url.replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "").trim();
}

/** A Git URL without user, trailing slash and `.git`, in lower case; one that can't be read as it is. */
export function normalizeGit(url: string): string {
  const text = sanitized(url.toLowerCase());
  if (/^(https?|ssh):\/\//.test(text)) {
    let parsed: URL;
    try {
      parsed = new URL(text);
    } catch {
      return url;
    }
    if (parsed.search !== "" && parsed.search !== "?") return url;
    const [, scheme = "", authority = "", rest = ""] = /^([a-z]+:\/\/)([^/?#]*)(.*)$/s.exec(text) ?? [];
    // A user stays in an SSH URL, where it is part of the address.
    const host = scheme === "ssh://" ? authority : authority.slice(authority.lastIndexOf("@") + 1);
    return `${scheme}${host}${withoutGit(rest)}`;
  }
  const [, userHost, path = ""] = /^((?:[\w-]+@)?[\w-]+(?:\.[\w-]+)*)(?::(.*))?$/.exec(text) ?? [];
  if (userHost === undefined) return url;
  const bare = withoutGit(path);
  return bare === "" ? `ssh://${userHost}` : `ssh://${userHost}/${bare}`;
}

function withoutGit(path: string): string {
  return path.replace(/\/$/, "").replace(/\.git$/, "");
}

const docker = ["docker.io", "index.docker.io"];

/** `<registry>/<repository>`; on Docker Hub only the repository, without `library/`. */
export function normalizeImage(url: string): string {
  const text = sanitized(url.toLowerCase());
  const slash = text.indexOf("/");
  const first = slash < 0 ? "" : text.slice(0, slash);
  // As go-containerregistry tells a registry from the first part of a repository's name.
  const isRegistry = /[.:]/.test(first) || first === "localhost";
  const registry = isRegistry ? first : "docker.io";
  const repository = (isRegistry ? text.slice(slash + 1) : text)
    .replace(/@sha256:[0-9a-f]{64}$/, "")
    .replace(/:[\w][\w.-]{0,127}$/, "");
  if (!/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(repository)) return url;
  const known = docker.includes(registry) || registry === "registry-1.docker.io";
  return known ? repository.replace(/^library\//, "") : `${registry}/${repository}`;
}

/** As an image's, without `oci://`. */
export function normalizeChart(url: string): string {
  return normalizeImage(
    sanitized(url)
      .toLowerCase()
      .replace(/^oci:\/\//, ""),
  );
}
