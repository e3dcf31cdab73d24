import { chartUrl, gitUrl, imageRepository } from "../../../model/grammar/repository.ts";
import { semverConstraint } from "../../../model/grammar/semver.ts";
import type { ClusterClient, LiveObject } from "../../cluster/cluster-client.ts";
import { projectFaults } from "./project-namespace.ts";
import { type FieldError, internal, invalid } from "./refusal.ts";
import type { AdmissionRequest } from "./review.ts";
import { withShard } from "./stage.ts";

interface Subscription {
  readonly repoURL: string;
  readonly name?: string;
  readonly constraint?: string;
  readonly semverConstraint?: string;
  readonly imageSelectionStrategy?: string;
  readonly commitSelectionStrategy?: string;
  readonly strictSemvers?: boolean;
  readonly platform?: string;
  readonly discoveryLimit?: number;
}

type Kind = "git" | "image" | "chart";
type Item = Partial<Record<Kind, Subscription>>;
type Warehouse = LiveObject & { readonly spec: { readonly shard?: string; readonly subscriptions?: readonly Item[] } };
type Request = AdmissionRequest<Warehouse>;

const strategies = {
  image: ["Digest", "Lexical", "NewestBuild", "SemVer"],
  git: ["Lexical", "NewestFromBranch", "NewestTag", "SemVer"],
} as const;

/** Writes a subscription's defaults out. Source of all here: kargo v1.11.2, pkg/webhook/kubernetes/warehouse/webhook.go and pkg/subscription. */
export async function completeWarehouse({ object }: Request): Promise<Warehouse> {
  const subscriptions = object.spec.subscriptions?.map((item, index): Item => {
    const kind = kindOf(item);
    if (!kind)
      throw internal(`error finding subscriber for subscription ${index}: open source Kargo has git, image and chart`);
    const { [kind]: subscription } = item;
    const defaults = {
      image: { imageSelectionStrategy: "SemVer", strictSemvers: true, discoveryLimit: 20 },
      git: { commitSelectionStrategy: "NewestFromBranch", strictSemvers: true, discoveryLimit: 20 },
      chart: { discoveryLimit: 20 },
    }[kind];
    return { ...item, [kind]: { ...defaults, ...subscription } };
  });
  return withShard({ ...object, spec: { ...object.spec, ...(subscriptions && { subscriptions }) } });
}

function kindOf(item: Item): Kind | undefined {
  return (["git", "image", "chart"] as const).find((kind) => item[kind] !== undefined);
}

export async function judgeWarehouse({ object, operation }: Request, client: ClusterClient): Promise<void> {
  const { name, namespace = "" } = object.metadata;
  const faults = operation === "CREATE" ? await projectFaults(client, namespace) : [];
  const subscriptions = (object.spec.subscriptions ?? []).flatMap(subscriptionFaults);
  if (faults.length + subscriptions.length > 0) throw invalid("Warehouse", name, [...faults, ...subscriptions]);
}

function subscriptionFaults(item: Item, index: number): FieldError[] {
  const kind = kindOf(item);
  const subscription = kind && item[kind];
  if (!kind || !subscription) return [];
  const faults: FieldError[] = [];
  const fault = (field: keyof Subscription, detail: string) => {
    faults.push({ path: `spec.subscriptions[${index}].${kind}.${field}`, value: subscription[field] ?? "", detail });
  };
  const { repoURL, constraint, semverConstraint: versions, discoveryLimit: limit = 20 } = subscription;
  const judge = { git: gitUrl, image: imageRepository, chart: chartUrl }[kind];
  const noun = { git: "Git", image: "image", chart: "Helm" }[kind];
  if (judge(repoURL) !== undefined) fault("repoURL", `must be a valid ${noun} repository URL`);
  if (kind !== "chart") {
    const field = kind === "git" ? "commitSelectionStrategy" : "imageSelectionStrategy";
    const allowed: readonly string[] = strategies[kind];
    if (subscription[field] && !allowed.includes(subscription[field])) {
      fault(field, `supported values: ${allowed.map((each) => `"${each}"`).join(", ")}`);
    }
  }
  if (kind === "image") {
    const { imageSelectionStrategy = "SemVer", platform } = subscription;
    if (imageSelectionStrategy === "Digest" && !constraint)
      fault("constraint", "must be set when imageSelectionStrategy is Digest");
    if (imageSelectionStrategy === "SemVer" && semverConstraint(constraint ?? ""))
      fault("constraint", "must be a valid semantic version constraint");
    if (platform && !platform.includes("/")) fault("platform", "must be in format <os>/<arch>");
  } else if (semverConstraint(versions ?? "")) fault("semverConstraint", "must be a valid semantic version constraint");
  if (kind === "chart") {
    const oci = repoURL.startsWith("oci://");
    if (oci && subscription.name) fault("name", "must be empty if repoURL starts with oci://");
    if (!oci && !subscription.name) fault("name", "must be non-empty if repoURL starts with http:// or https://");
  }
  if (limit < 1) fault("discoveryLimit", "must be >= 1");
  if (limit > 100) fault("discoveryLimit", "must be <= 100");
  return faults;
}
