import { goserver } from "../../../apps/goserver/pipeline.ts";
import { humanReport } from "../../../cli/check/report.ts";
import { deliveryGuards, environmentGuards } from "../../../model/compile/guards.ts";
import { compile } from "../../../model/compile.ts";
import { type Beyond, checkLive } from "../../../model/live/check-live.ts";
import { type Definition, wantedObjects } from "../../../model/live/definition.ts";
import type { LiveObject } from "../../../model/live/live-object.ts";
import type { LiveCheck } from "../../../model/live/live-project.ts";
import type { ManifestFinding } from "../../../model/manifests/finding.ts";
import type { KubeObject } from "../../../model/object.ts";
import { catalogue, type Guards, guardsOf, ownGuards } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";

export const now = Date.parse("2026-11-21T12:00:00Z");

const compiled = compile(goserver, defaultSettings);

/** The sample's definition with what its stacks register. */
export function definition(guards: Guards = ownGuards): Definition {
  const registered = (stack: string, objects: readonly KubeObject[]) => objects.map((object) => ({ stack, object }));
  return {
    compiled,
    guards: [
      ...registered("delivery", deliveryGuards(compiled, guards)),
      ...compiled.environments.flatMap((each) => registered(each.name, environmentGuards(compiled, each, guards))),
    ],
  };
}

/** Objects as a cluster has them after `up`: all written by Pulumi. */
export function registered(guards: Guards = ownGuards): Map<string, LiveObject> {
  const known = definition(guards);
  const all = [...wantedObjects(known.compiled), ...known.guards].map(({ object }) => object);
  return new Map(all.map((object) => [`${object.kind}/${object.metadata.name}`, object as LiveObject]));
}

/** An edit at a path of an object: who wrote it stands in managedFields as the API server keeps it. */
export function edited(object: LiveObject | undefined, path: string, value: unknown, fieldsV1: object): LiveObject {
  const entry = {
    manager: "kubectl-edit",
    operation: "Update",
    time: "2026-11-21T11:00:00Z",
    fieldsType: "FieldsV1",
    fieldsV1,
  };
  const changed = structuredClone(object) as LiveObject;
  const parts = [...path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    (each) => each[1] ?? each[2] ?? each[3] ?? "",
  );
  const last = parts.pop() ?? "";
  const holder = parts.reduce<unknown>((whole, part) => Reflect.get(whole as object, part), changed);
  Reflect.set(holder as object, last, value);
  return { ...changed, metadata: { ...changed.metadata, managedFields: [entry] } };
}

/** A team's word about guards. */
export function guardsFrom(value: unknown): Guards {
  const { guards, problems } = guardsOf(
    value,
    catalogue.map(({ id }) => id),
  );
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return guards;
}

export interface Asked extends Partial<Omit<LiveCheck, "project" | "settings">> {
  readonly guards?: Guards;
  readonly protectedStages?: readonly string[];
  readonly beyond?: Partial<Beyond>;
}

/** A check of objects of one Project. */
export function checkOf(
  objects: Iterable<LiveObject>,
  { guards, protectedStages, beyond: _, ...asked }: Asked = {},
): LiveCheck {
  return {
    cluster: "the cluster",
    project: { name: "goserver", objects: [...objects] },
    definition: undefined,
    now,
    up: (stack) => `slipway up ${stack}`,
    ...asked,
    settings: {
      kargo: "1.11.2",
      enterprise: false,
      ...(guards === undefined ? {} : { guards }),
      ...(protectedStages === undefined ? {} : { protectedStages }),
    },
  };
}

export const nothing: Beyond = {
  guards: [],
  clusterTemplates: [],
  unread: [],
  reviewOf: () => undefined,
  mutabilityOf: () => undefined,
};

const guardKinds = ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"];

/** What a person reads. */
export function told(objects: Iterable<LiveObject>, asked: Asked = {}): string[] {
  const all = [...objects];
  const project = all.filter(({ kind }) => !guardKinds.includes(kind));
  const beyond = { ...nothing, guards: all.filter(({ kind }) => guardKinds.includes(kind)), ...asked.beyond };
  return lines(checkLive(checkOf(project, asked), beyond));
}

export function lines(findings: readonly ManifestFinding[]): string[] {
  const printed: string[] = [];
  humanReport((text) => void printed.push(text)).add(findings);
  return printed;
}

/** A Promotion as Kargo stores it. */
export function promotion(
  name: string,
  more: Partial<LiveObject> & { readonly annotations?: Record<string, string> } = {},
): LiveObject {
  const { annotations = { "kargo.akuity.io/create-actor": "email:jane@acme.example" }, ...rest } = more;
  return {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Promotion",
    metadata: { name, namespace: "goserver", creationTimestamp: "2026-11-20T12:00:00Z", annotations },
    spec: { stage: "prod", freight: "f1" },
    ...rest,
  };
}

/** A protected Stage that takes Freight from staging. */
export const prod: LiveObject = {
  apiVersion: "kargo.akuity.io/v1alpha1",
  kind: "Stage",
  metadata: { name: "prod", namespace: "goserver", labels: { "slipway.dev/protected": "true" } },
  spec: { requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources: { stages: ["staging"] } }] },
};
