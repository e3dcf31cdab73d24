/** What the patterns of upstream's schemas mean to a person; schemas of our own say it themselves, as `description`. */
const meanings: Readonly<Record<string, string>> = {
  "^([0-9]+(\\.[0-9]+)?(s|m|h))+$": "a duration in s, m and h, such as 30s, 5m or 1h30m; 24h for a day",
  "(?:\\d+(ns|us|µs|ms|s|m|h))+": "a duration such as 30s, 5m or 1h30m; 24h for a day",
  "^[a-zA-Z_]\\w*$": "letters, digits and _, no digit first",
  "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$": "lower case letters, digits, - and .",
  "^\\w+/\\w+$": "an operating system and an architecture, such as linux/amd64",
  "^0[0-7]{3}$": "a file mode of four octal digits in quotes, such as 0644",
  "^(DELETE|GET|HEAD|PATCH|POST|PUT)$": "DELETE, GET, HEAD, PATCH, POST or PUT",
  "^(application/json|application/yaml|text/plain)$": "application/json, application/yaml or text/plain",
  "^https?://.*$": "a URL that begins with http:// or https://",
  "^(oci://)?[a-zA-Z0-9._-]+(:\\d+)?(/[a-zA-Z0-9._-]+)*[@:][a-zA-Z0-9._:-]+$":
    "registry and path with a tag or digest, such as docker.io/acme/goserver:1.2.3",
  "^(oci://)?[a-zA-Z0-9._-]+(:\\d+)?(/[a-zA-Z0-9._-]+)*[:][a-zA-Z0-9._-]+$":
    "registry and path with a tag, such as docker.io/acme/goserver:1.2.3",
  "^(((https?)|(oci))://)(([\\w\\d\\.\\-]+)(:([\\d]+)?)?(/.*)*)$":
    "a URL with http://, https:// or oci://, such as oci://ghcr.io/acme/charts/goserver",
  "^[a-zA-Z0-9]([a-zA-Z0-9._\\/-]*[a-zA-Z0-9_-])?$":
    "letters, digits, ., _, - and /, beginning with a letter or digit and not ending with . or /",
  "(?:^(ssh|https?)://(?:([\\w-]+)(:(.+))?@)?([\\w-]+(?:\\.[\\w-]+)*)(?::(\\d{1,5}))?(/.*)$)|(?:^([\\w-]+)@([\\w+]+(?:\\.[\\w-]+)*):(/?.*))$":
    "a Git URL, such as https://github.com/acme/goserver or git@github.com:acme/goserver",
  "^(\\w+([\\.-]\\w+)*(:[\\d]+)?/)?(\\w+([\\.-]\\w+)*)(/\\w+([\\.-]\\w+)*)*$":
    "registry and path without a tag, such as docker.io/acme/goserver",
  "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$":
    "a quantity, such as 100m, 2 or 512Mi",
  "^.{2,}|[^./]$": "a folder in the repository, and not its root",
};

/**
 * What a pattern allows, for a person.
 *
 * @param schema the schema that the pattern stands in
 */
export function patternWords(pattern: string, schema: unknown): string {
  const own = (schema as { readonly description?: unknown } | undefined)?.description;
  return typeof own === "string" ? own : (meanings[pattern] ?? `what matches ${pattern}`);
}
