import { RE2JS } from "re2js";
import type { ManifestFinding } from "../manifests/finding.ts";
import { fields, items, string } from "../manifests/reading.ts";
import { subscriptionsOf } from "../manifests/warehouse.ts";
import { immutableTags } from "../rules/g25-immutable-tags.ts";
import { shown } from "../words.ts";
import { levelled } from "./excepted.ts";
import { liveManifest } from "./finding-at.ts";
import { type LiveCheck, ofKind, protectedStagesIn } from "./live-project.ts";
import { atOf } from "./rules.ts";

/** What Docker Hub says of a repository's tags. */
export type TagMutability =
  | { readonly enabled: boolean; readonly rules: readonly string[] }
  /** Why nothing is known of it. */
  | { readonly unknown: string };

/** `acme/goserver` of every repository at Docker Hub that Warehouses follow, where something is protected. */
export function dockerHubRepositories(check: LiveCheck): string[] {
  const level = check.settings.guards?.levels[immutableTags.id] ?? immutableTags.level;
  if (level === "off" || protectedStagesIn(check).length === 0) return [];
  return [...new Set(subscribed(check).flatMap(({ repository }) => repository ?? []))];
}

/** G25: a repository at Docker Hub lets no tag move that Freight holds. */
export function immutableTagsOf(
  check: LiveCheck,
  mutabilityOf: (repository: string) => TagMutability | undefined,
): ManifestFinding[] {
  return subscribed(check).flatMap(({ warehouse, repository, path, repoURL }) => {
    const said = repository === undefined ? undefined : mutabilityOf(repository);
    if (said === undefined) return [];
    const message = messageOf(said, tagsOf(check, repoURL));
    if (message === undefined) return [];
    const finding = { path: [...path, "repoURL"], message, got: shown(repoURL), fix: immutableTags.fix };
    const { name, namespace } = warehouse.metadata;
    return levelled(immutableTags, check, { kind: "Warehouse", name, namespace }, [finding], atOf(warehouse, check));
  });
}

function subscribed(check: LiveCheck) {
  return ofKind(check.project, "Warehouse").flatMap((warehouse) =>
    subscriptionsOf(liveManifest(warehouse, check.cluster)).flatMap(({ kind, path, repoURL = "" }) =>
      kind === "image" ? [{ warehouse, path, repoURL, repository: atDockerHub(repoURL) }] : [],
    ),
  );
}

/** `docker.io/acme/goserver`, `acme/goserver`: a first part with a dot, a colon or called localhost is a host. */
function atDockerHub(repoURL: string): string | undefined {
  const parts = repoURL.replace(/^(?:index\.|registry-1\.)?docker\.io\//, "").split("/");
  const [first = ""] = parts;
  if (/[.:]/.test(first) || first === "localhost") return undefined;
  return parts.length === 1 ? `library/${first}` : parts.length === 2 ? parts.join("/") : undefined;
}

function tagsOf({ project }: LiveCheck, repoURL: string): string[] {
  return ofKind(project, "Freight").flatMap((freight) =>
    items(freight["images"], []).flatMap(({ value }) =>
      fields(value).repoURL === repoURL ? (string(value.tag) ?? []) : [],
    ),
  );
}

function messageOf(said: TagMutability, tags: readonly string[]): string | undefined {
  if ("unknown" in said) return `Whether tags may move can't be told: ${said.unknown}`;
  if (!said.enabled) return "Docker Hub lets the tags of this repository move";
  const moving = tags.find((tag) => !said.rules.some((rule) => matches(rule, tag)));
  return moving === undefined ? undefined : `Docker Hub lets the tag ${shown(moving)} move, which Freight holds`;
}

/** Docker Hub reads rules as Go does. A rule that can't be read holds nothing. */
function matches(rule: string, tag: string): boolean {
  try {
    return RE2JS.compile(rule).matcher(tag).find();
  } catch {
    return false;
  }
}
