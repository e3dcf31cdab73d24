import { originKey } from "../../promotion/freight.ts";
import type { FreightReference, LiveFreight, LiveImage } from "../kargo/objects.ts";
import { defined } from "./defined.ts";
import type { CommitFacts, FreightFacts } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";

const versionAnnotation = "org.opencontainers.image.version";

/** What a piece of Freight is, from its object while it exists, else from the copy that the Stage keeps. */
export function freightFacts(reference: FreightReference, snapshot: Snapshot): FreightFacts {
  const live = snapshot.freight.find(({ metadata }) => metadata.name === reference.name);
  const freight: FreightReference & Partial<Pick<LiveFreight, "alias" | "discoveredAt">> = live ?? reference;
  const images = freight.images ?? [];
  const charts = freight.charts ?? [];
  const commits = (freight.commits ?? []).map((commit): CommitFacts => {
    const { repoURL = "", id = "", branch, tag, message, author } = commit;
    return defined({ repoURL, id, branch, tag, message, author, committedAt: committedAt(id, snapshot) });
  });
  const version =
    images.map((image) => imageVersion(image, snapshot.versions)).find((each) => each !== undefined) ??
    commits.map(({ tag }) => asVersion(tag)).find((each) => each !== undefined) ??
    charts[0]?.version;
  return defined({
    name: reference.name ?? "",
    alias: live?.alias,
    origin: originKey(freight.origin),
    images: images.map(({ repoURL = "", tag, digest }) => defined({ repoURL, tag, digest })),
    commits,
    charts: charts.map(({ repoURL = "", name, version: of }) => defined({ repoURL, name, version: of })),
    version,
    discoveredAt: live?.discoveredAt ?? live?.metadata.creationTimestamp,
  });
}

/** Two words, or the start of a name nobody can remember. */
export function freightName({ alias, name }: { readonly alias?: string; readonly name?: string }): string {
  return alias || (name ?? "?").slice(0, 12);
}

/** The name of Freight that is only known by its object's name. */
export function nameOfFreight(name: string | undefined, snapshot: Snapshot): string {
  const alias = snapshot.freight.find(({ metadata }) => metadata.name === name)?.alias;
  return freightName({ ...(name !== undefined && { name }), ...(alias !== undefined && { alias }) });
}

function imageVersion(image: LiveImage, versions: Snapshot["versions"]): string | undefined {
  return (
    image.annotations?.[versionAnnotation] ?? versions.get(`${image.repoURL}:${image.tag}`) ?? asVersion(image.tag)
  );
}

function asVersion(tag: string | undefined): string | undefined {
  return tag !== undefined && /^v?\d+\.\d+/.test(tag) ? tag : undefined;
}

function committedAt(id: string, { warehouses }: Snapshot): string | undefined {
  const discovered = warehouses.flatMap(({ status }) => status?.discoveredArtifacts?.git ?? []);
  return discovered.flatMap(({ commits }) => commits ?? []).find((commit) => commit.id === id)?.creatorDate;
}
