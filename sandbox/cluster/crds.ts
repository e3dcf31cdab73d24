import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ClusterClient, type LiveObject, resourcePath, retrying } from "./cluster-client.ts";

/** A CustomResourceDefinition as it stands in a file. It is sent as it is: parsing all of them takes seconds. */
export interface CrdFile {
  readonly name: string;
  readonly text: string;
  readonly hash: string;
}

const crdPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
/** Remembers what was applied, so that a warm start need not send megabytes. */
const memory = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "slipway-crds", namespace: "kube-system" } };
/** Generous: Argo CD's ApplicationSet alone takes a busy machine half a minute. */
const applyWait = 120_000;

/** The CRDs in the `.yaml` files of a folder, without its kustomization. */
export function readCrds(folder: string): CrdFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml") && file !== "kustomization.yaml")
    .sort()
    .map((file) => crdFile(readFileSync(join(folder, file), "utf8"), join(folder, file)));
}

/** @throws Error when the text does not look like one CRD */
export function crdFile(text: string, path: string): CrdFile {
  const name = /^metadata:\n(?: {2}.*\n)*? {2}name: (\S+)$/m.exec(text)?.[1];
  if (!name || !/^kind: CustomResourceDefinition$/m.test(text))
    throw new Error(`${path} holds no CustomResourceDefinition`);
  return { name, text, hash: createHash("sha256").update(text).digest("hex").slice(0, 16) };
}

/**
 * Applies those CRDs that are not in the cluster as they are in their files, and waits until the API server serves all.
 *
 * @returns how many had to be applied
 */
export async function applyCrds(client: ClusterClient, crds: readonly CrdFile[], signal: AbortSignal): Promise<number> {
  const remembered = await retrying(applyWait, signal, () => client.get<Memory>(resourcePath(memory)));
  const present = await listed(client, signal);
  const unchanged = (crd: CrdFile) => {
    const fact = present.get(crd.name);
    return fact !== undefined && remembered?.data?.[crd.name] === `${crd.hash} ${fact}`;
  };
  const missing = crds.filter((crd) => !unchanged(crd));
  if (missing.length > 0) {
    const applied = await Promise.all(
      missing.map(async (crd) => {
        const live = await retrying(applyWait, signal, () => client.apply(`${crdPath}/${crd.name}`, crd.text));
        return [crd.name, `${crd.hash} ${fact(live.metadata)}`] as const;
      }),
    );
    const data = { ...remembered?.data, ...Object.fromEntries(applied) };
    const text = JSON.stringify({ ...memory, data });
    await retrying(applyWait, signal, () => client.apply(resourcePath(memory), text));
  }
  await Promise.all(groups(crds).map((group) => served(client, group, signal)));
  return missing.length;
}

interface Memory {
  readonly data?: Readonly<Record<string, string>>;
}

/** uid and generation of each CRD there is: a CRD made anew or edited by hand has others. */
async function listed(client: ClusterClient, signal: AbortSignal): Promise<Map<string, string>> {
  const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
  const response = await retrying(applyWait, signal, () => client.send("GET", crdPath, undefined, { accept }));
  const { items } = JSON.parse(response.body) as { items: Pick<LiveObject, "metadata">[] | null };
  return new Map((items ?? []).map(({ metadata }) => [metadata.name, fact(metadata)]));
}

function fact(metadata: LiveObject["metadata"]): string {
  return `${metadata.uid} ${metadata.generation}`;
}

interface Group {
  readonly name: string;
  readonly plurals: readonly string[];
}

function groups(crds: readonly CrdFile[]): Group[] {
  const split = crds.map(({ name }) => ({
    plural: name.slice(0, name.indexOf(".")),
    group: name.slice(name.indexOf(".") + 1),
  }));
  return [...Map.groupBy(split, (crd) => crd.group)].map(([name, members]) => ({
    name,
    plurals: members.map((member) => member.plural),
  }));
}

/**
 * After this many milliseconds a CRD that isn't served yet is touched, then after twice as many, and so on: where the API
 * server is only slow, each touch is work for it and makes the status that it is about to write conflict.
 */
const firstNudge = 3_000;

/**
 * Discovery lists exactly the Established ones, and clients look there: what it lists can be used.
 *
 * An API server that was killed between accepting a CRD's names and establishing it leaves it like that after its
 * restart: it establishes a CRD only when it sees one change (apiextensions-apiserver, customresource_handler.go). So one
 * that isn't served is touched.
 */
async function served(client: ClusterClient, group: Group, signal: AbortSignal): Promise<void> {
  let nudged = Date.now();
  let patience = firstNudge;
  await retrying(applyWait, signal, async () => {
    const { preferredVersion } = await client.json<{ preferredVersion: { groupVersion: string } }>(
      "GET",
      `/apis/${group.name}`,
    );
    const list = await client.json<{ resources: { name: string }[] }>("GET", `/apis/${preferredVersion.groupVersion}`);
    const names = new Set(list.resources.map((resource) => resource.name));
    const absent = group.plurals.filter((plural) => !names.has(plural));
    if (absent.length > 0 && Date.now() - nudged > patience) {
      nudged = Date.now();
      patience *= 2;
      const annotations = { "slipway.dev/touched": new Date(nudged).toISOString() };
      await Promise.all(
        absent.map((plural) => client.merge(`${crdPath}/${plural}.${group.name}`, { metadata: { annotations } })),
      );
    }
    if (absent.length > 0) throw new Error(`the API server does not serve ${absent.join(", ")} of ${group.name} yet`);
  });
}
