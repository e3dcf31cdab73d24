import type { LiveApplication } from "../../../cli/kargo/applications.ts";
import type { FreightReference, LiveFreight, LivePromotion, LiveStage } from "../../../cli/kargo/objects.ts";
import type { Snapshot } from "../../../cli/status/snapshot.ts";

/** 2026-11-21 12:00 UTC */
export const now = Date.parse("2026-11-21T12:00:00Z");
/** RFC 3339, that many minutes before {@link now}. */
export const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();

const origin = { kind: "Warehouse", name: "main" } as const;
export const hash = (digit: string) => digit.repeat(40);

/** Freight of one image whose tag is the commit. */
export function freight(
  alias: string,
  digit: string,
  minutes: number,
  status: LiveFreight["status"] = {},
): LiveFreight {
  return {
    metadata: { name: hash(digit), namespace: "goserver", creationTimestamp: ago(minutes) },
    alias,
    origin,
    images: [
      {
        repoURL: "docker.io/acme/goserver",
        tag: hash(digit),
        digest: `sha256:${digit.repeat(64)}`,
        annotations: { "org.opencontainers.image.version": `0.${digit}.0` },
      },
    ],
    commits: [
      {
        repoURL: "https://github.com/acme/goserver",
        id: hash(digit),
        branch: "main",
        message: `Release 0.${digit}.0`,
        author: "Jane",
      },
    ],
    status,
  };
}

export function reference({ metadata, origin: from, images, commits }: LiveFreight): FreightReference {
  return { name: metadata.name, ...(from && { origin: from }), ...(images && { images }), ...(commits && { commits }) };
}

/** A Stage that follows others, or the Warehouse when it names none. */
export function stage(
  name: string,
  upstreams: readonly string[],
  more: Partial<LiveStage["spec"]["requestedFreight"] & object> & { soak?: string; all?: boolean } = {},
  status?: LiveStage["status"],
): LiveStage {
  const sources = {
    ...(upstreams.length === 0 ? { direct: true } : { stages: upstreams }),
    ...(more.soak !== undefined && { requiredSoakTime: more.soak }),
    ...(more.all && { availabilityStrategy: "All" }),
  };
  return {
    metadata: { name, namespace: "goserver", labels: { "slipway.dev/environment": name.split("-")[0] ?? name } },
    spec: { requestedFreight: [{ origin, sources }], promotionTemplate: { spec: { steps: [{ uses: "git-clone" }] } } },
    ...(status && { status }),
  };
}

/** The status of a Stage that holds Freight and has verified it. */
export function holding(held: LiveFreight, more: LiveStage["status"] = {}): NonNullable<LiveStage["status"]> {
  return {
    freightHistory: [{ id: "c", items: { "Warehouse/main": reference(held) } }],
    health: { status: "Healthy" },
    ...more,
  };
}

export function promotion(
  stageName: string,
  of: LiveFreight,
  minutes: number,
  more: Partial<LivePromotion["status"]> & { actor?: string } = {},
): LivePromotion {
  const { actor, ...status } = more;
  return {
    metadata: {
      name: `${stageName}.01k${10_000 - minutes}.${of.metadata.name.slice(0, 7)}`,
      namespace: "goserver",
      creationTimestamp: ago(minutes),
      ...(actor !== undefined && { annotations: { "kargo.akuity.io/create-actor": actor } }),
    },
    spec: {
      stage: stageName,
      freight: of.metadata.name,
      steps: [{ uses: "git-clone" }, { uses: "git-push" }, { uses: "argocd-update" }],
    },
    status: { phase: "Succeeded", startedAt: ago(minutes), finishedAt: ago(minutes), ...status },
  };
}

export function application(stageName: string, status: LiveApplication["status"], selfHeal = true): LiveApplication {
  return {
    metadata: {
      name: `goserver-${stageName}`,
      namespace: "argocd",
      annotations: { "kargo.akuity.io/authorized-stage": `goserver:${stageName}` },
    },
    spec: { syncPolicy: { automated: { enabled: true, selfHeal } } },
    ...(status && { status }),
  };
}

export const healthy: LiveApplication["status"] = {
  sync: { status: "Synced", revision: hash("a") },
  health: { status: "Healthy" },
  history: [{ revision: hash("a"), deployedAt: ago(5) }],
};

export function snapshot(parts: Partial<Snapshot>): Snapshot {
  return {
    project: "goserver",
    stages: [],
    freight: [],
    promotions: [],
    warehouses: [],
    analysisRuns: [],
    applications: [],
    versions: new Map(),
    notes: [],
    ...parts,
  };
}
