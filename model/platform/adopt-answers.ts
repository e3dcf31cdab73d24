import { type Fields, fields, string } from "../manifests/reading.ts";

/** What an API server answered at a path. */
export interface Answered {
  readonly status: number;
  /** Its JSON; undefined when it was none. */
  readonly body: unknown;
}

/** Answers by the path that was asked, `version` or `apis/argoproj.io/v1alpha1`. */
export type Answers = ReadonlyMap<string, Answered>;

/** What runs a part's controllers. */
export interface Workload {
  readonly kind: "Deployment" | "StatefulSet";
  readonly name: string;
  readonly namespace: string;
  /** `app.kubernetes.io/component`; empty where there is none. */
  readonly component: string;
  /** `app.kubernetes.io/name`; empty where there is none. */
  readonly product: string;
  readonly replicas: number;
  readonly images: readonly string[];
  /** Command line of every container. */
  readonly arguments: readonly string[];
  /** `app.kubernetes.io/version`; empty where there is none. */
  readonly version: string;
  /** Of Helm, the release that it belongs to, as `namespace/name`. */
  readonly release?: string;
}

/** Kinds served in a group and version; undefined when there is no such group and version. */
export function kindsOf(answers: Answers, groupVersion: string): readonly string[] | undefined {
  const answer = answers.get(`apis/${groupVersion}`);
  if (answer?.status !== 200) return undefined;
  const names = mapsOf(answer.body, "resources").flatMap(({ name, kind }) =>
    String(name).includes("/") ? [] : [String(kind)],
  );
  return [...new Set(names)];
}

/** Versions of a group that the server knows, newest first as it says them. */
export function versionsOf(answers: Answers, group: string): readonly string[] {
  const found = mapsOf(answers.get("apis")?.body, "groups").find(({ name }) => name === group);
  return mapsOf(found, "versions").flatMap(({ groupVersion }) => string(groupVersion) ?? []);
}

/** Deployments and StatefulSets of a list's answer; undefined when it may not be read. */
export function workloadsOf(answers: Answers, ...paths: readonly string[]): readonly Workload[] | undefined {
  const lists = paths.map((path) => answers.get(path));
  if (lists.some((list) => list?.status !== 200)) return undefined;
  return paths.flatMap((path) =>
    mapsOf(answers.get(path)?.body, "items").map((item) =>
      workload(item, path.includes("/statefulsets") ? "StatefulSet" : "Deployment"),
    ),
  );
}

function workload(item: Fields, kind: Workload["kind"]): Workload {
  const metadata = fields(item["metadata"]);
  const labels = fields(metadata["labels"]);
  const spec = fields(item["spec"]);
  const containers = mapsOf(fields(fields(spec["template"])["spec"]), "containers");
  const release = releaseOf(metadata);
  return {
    kind,
    name: string(metadata["name"]) ?? "",
    namespace: string(metadata["namespace"]) ?? "",
    component: string(labels["app.kubernetes.io/component"]) ?? "",
    product: string(labels["app.kubernetes.io/name"]) ?? "",
    replicas: typeof spec["replicas"] === "number" ? spec["replicas"] : 1,
    images: containers.flatMap(({ image }) => string(image) ?? []),
    arguments: containers.flatMap(({ command, args }) => [...texts(command), ...texts(args)]),
    version: string(labels["app.kubernetes.io/version"]) ?? "",
    ...(release !== undefined && { release }),
  };
}

/** Helm's release that an object belongs to, as `namespace/name`; undefined where helm didn't make it. */
export function releaseOf(metadata: Fields): string | undefined {
  const annotations = fields(metadata["annotations"]);
  const release = string(annotations["meta.helm.sh/release-name"]);
  if (release === undefined) return undefined;
  return `${string(annotations["meta.helm.sh/release-namespace"]) ?? string(metadata["namespace"])}/${release}`;
}

const reference = /([^/:@]+)(?::([^/@]+))?(?:@.*)?$/;

/** `quay.io/argoproj/argocd:v3.5.1@sha256:…` → `argocd`. */
export function imageName(image: string): string {
  return reference.exec(image)?.[1] ?? "";
}

/** `quay.io/argoproj/argocd:v3.5.1@sha256:…` → `v3.5.1`; undefined for one without a tag. */
export function imageTag(image: string): string | undefined {
  return reference.exec(image)?.[2];
}

/** `data` of a ConfigMap's answer; undefined when it isn't there or may not be read. */
export function dataOf(answers: Answers, path: string): Readonly<Record<string, string>> | undefined {
  const answer = answers.get(path);
  if (answer?.status !== 200) return undefined;
  const entries = Object.entries(fields(fields(answer.body)["data"]));
  return Object.fromEntries(entries.flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])));
}

/** The schema of a CRD's version; undefined when it isn't there or may not be read. */
export function schemaOf(answers: Answers, path: string, version: string): Fields | undefined {
  const answer = answers.get(path);
  if (answer?.status !== 200) return undefined;
  const versions = mapsOf(fields(fields(answer.body)["spec"]), "versions");
  const schema = fields(versions.find(({ name }) => name === version)?.["schema"]);
  return fields(schema["openAPIV3Schema"]);
}

/** Whether a schema has a field: `spec.subscriptions[].git.allowTagsRegexes`. */
export function hasField(schema: Fields, path: string): boolean {
  let current: Fields = schema;
  for (const step of path.split(".")) {
    const name = step.replace("[]", "");
    const properties = fields(current["properties"]);
    if (properties[name] === undefined) return current["x-kubernetes-preserve-unknown-fields"] === true;
    current = fields(properties[name]);
    if (step.endsWith("[]")) current = fields(current["items"]);
  }
  return true;
}

export function mapsOf(value: unknown, key: string): readonly Fields[] {
  const list = fields(value)[key];
  return Array.isArray(list) ? list.map(fields) : [];
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** Who has written fields of an object, each as often as it did in another way. */
export function managersOf(metadata: Fields): readonly string[] {
  return mapsOf(metadata, "managedFields").flatMap(({ manager }) => string(manager) ?? []);
}

/** Whether Pulumi's provider has: it calls itself `pulumi-kubernetes-…` or `pulumi-resource-kubernetes`. */
export function isPulumis(metadata: Fields): boolean {
  return managersOf(metadata).some((manager) => manager.startsWith("pulumi-"));
}
