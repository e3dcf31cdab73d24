import { refused } from "../../kube/api-failure.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { type Fields, fields } from "../../model/manifests/reading.ts";
import { parts as allParts, type Part } from "../../model/platform/charts.ts";
import { judgeVersion, type Product, supported } from "../../model/platform/supported.ts";
import { type Finding, findingsOf } from "./finding.ts";
import { answered, mapsIn, text } from "./reading.ts";

export interface ClusterFacts {
  readonly name: string;
  readonly server: string;
  /** `v1.36.1` */
  readonly kubernetes: string;
  /** Milliseconds by which the API server's clock is ahead of ours; undefined when it doesn't tell the time. */
  readonly ahead?: number;
  /** API groups that the server knows, of those that are asked for. */
  readonly groups: readonly string[];
  /** Resources of `argoproj.io`. */
  readonly argoResources: readonly string[];
  /** Versions by the images of Deployments; undefined where we may not list them. */
  readonly parts?: Readonly<Partial<Record<Part, readonly string[]>>>;
  /** Its parts are processes of a sandbox, with no Deployments to read versions from. */
  readonly isSandbox: boolean;
}

/** By the last part of an image's repository, whatever mirror it came through. */
const images: Readonly<Record<string, Part>> = {
  argocd: "argocd",
  kargo: "kargo",
  "argo-rollouts": "argoRollouts",
  "cert-manager-controller": "certManager",
};

/** In the order in which they are installed. */
const parts: readonly { part: Part; title: string; group: string; needed: readonly string[] }[] = [
  { part: "certManager", title: "cert-manager", group: "cert-manager.io", needed: [] },
  { part: "argoRollouts", title: "Argo Rollouts", group: "argoproj.io", needed: ["analysistemplates", "analysisruns"] },
  { part: "argocd", title: "Argo CD", group: "argoproj.io", needed: ["applications", "appprojects"] },
  { part: "kargo", title: "Kargo", group: "kargo.akuity.io", needed: [] },
];

/** @throws ApiFailure when the cluster doesn't answer, or won't say its version */
export async function clusterFacts(cluster: Cluster, isSandbox: boolean, now: () => number): Promise<ClusterFacts> {
  const asked = now();
  const version = await cluster.look("version");
  if (version.status !== 200)
    throw refused(cluster.name, { verb: "get", resource: "version" }, version.status, version.body);
  const ahead = version.date === undefined ? undefined : clockDifference(Date.parse(version.date), asked, now());
  const [groups, argo, deployments] = await Promise.all([
    cluster.look("apis"),
    cluster.look("apis/argoproj.io/v1alpha1"),
    cluster.look("apis/apps/v1/deployments"),
  ]);
  return {
    ...{ name: cluster.name, server: cluster.server, isSandbox },
    kubernetes: text(answered(version.body)["gitVersion"]),
    ...(ahead !== undefined && { ahead }),
    groups: mapsIn(answered(groups.body)["groups"]).map(({ name }) => text(name)),
    argoResources: mapsIn(answered(argo.body)["resources"]).map(({ name }) => text(name)),
    ...(deployments.status === 200 && { parts: partsOf(mapsIn(answered(deployments.body)["items"])) }),
  };
}

/** A Date header has whole seconds, and was written somewhen between question and answer: only what is surely off counts. */
export function clockDifference(server: number, asked: number, answered: number): number {
  if (server + 1000 < asked) return server + 1000 - asked;
  return server > answered ? server - answered : 0;
}

/** @param expected which parts have to be there. Default: all */
export function judgeCluster(facts: ClusterFacts, expected: readonly Part[] = allParts): Finding[] {
  const { ok, warning } = findingsOf("cluster");
  const findings = [ok("cluster", `${facts.name} answers at ${facts.server}`)];
  findings.push(judgeAgainst("kubernetes", facts.kubernetes));
  findings.push(...judgeClock(facts.ahead));
  for (const { part, group, title, needed } of parts) {
    if (!expected.includes(part)) continue;
    const versions = facts.parts?.[part] ?? [];
    const isThere = facts.groups.includes(group) && needed.every((name) => facts.argoResources.includes(name));
    if (!isThere) findings.push(absent(part, title, group));
    else if (facts.isSandbox) findings.push(ok(part, `${title}: a process of the sandbox`));
    else if (versions.length === 0) {
      const why = facts.parts === undefined ? "we may not list Deployments" : "no Deployment has its image";
      findings.push(
        warning(
          `${part}-version`,
          `${title} has its CRDs here, and its version can't be told: ${why}`,
          "See that its controller runs",
        ),
      );
    } else findings.push(...versions.map((version) => judgeAgainst(part, version)));
  }
  return findings;
}

function absent(part: Part, title: string, group: string): Finding {
  const { warning, error } = findingsOf("cluster");
  if (part === "argoRollouts") {
    const message =
      "Argo Rollouts' CRDs aren't here: Stages with verification fail, and Kargo looks for the CRDs once, when it starts";
    return error("argo-rollouts-missing", message, "Install Argo Rollouts, then restart Kargo's controllers");
  }
  if (part === "certManager") {
    const message = "cert-manager isn't here: Kargo's chart needs it, unless its certificates are given otherwise";
    return warning("cert-manager-missing", message, "Install cert-manager before Kargo");
  }
  return error(`${part}-missing`, `${title}'s CRDs (${group}) aren't here`, `Install ${title}`);
}

function judgeAgainst(product: Product, found: string): Finding {
  const { ok, warning, error } = findingsOf("cluster");
  const { title, tested } = supported[product];
  const version = found.replace(/^v/, "");
  const verdict = judgeVersion(product, version);
  switch (verdict.state) {
    case "too-old":
      return error(
        `${product}-too-old`,
        `${title} ${version} is older than ${verdict.below}: ${verdict.because}`,
        `Upgrade ${title} to ${tested[1]}`,
      );
    case "untested":
      return warning(
        `${product}-untested`,
        `${title} ${version}; tested are ${verdict.range}, by ${verdict.by}`,
        `Use ${title} ${tested[1]}, or try your pipeline in a cluster that nobody needs`,
      );
    case "unreadable":
      return warning(
        `${product}-version`,
        `${title}'s version can't be told from "${found}"`,
        `See that it is ${title} ${tested[0]} or newer`,
      );
    case "ok":
      return ok(product, `${title} ${version}`);
  }
}

/** Tokens and certificates are refused, and soak times come out wrong, when clocks differ by more than this, in ms. */
const clockBound = 30_000;

function judgeClock(ahead: number | undefined): Finding[] {
  const { ok, error } = findingsOf("cluster");
  if (ahead === undefined) return [];
  if (Math.abs(ahead) <= clockBound) return [ok("clock", "Its clock and this machine's agree")];
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const message = `Its clock is ${seconds} s ${ahead > 0 ? "ahead of" : "behind"} this machine's: tokens and certificates are refused, freezes and soak times come out wrong`;
  return [error("clock-differs", message, "Set both by NTP: timedatectl set-ntp true")];
}

function partsOf(deployments: readonly Fields[]): Partial<Record<Part, string[]>> {
  const found: Partial<Record<Part, string[]>> = {};
  for (const deployment of deployments) {
    const pod = fields(fields(fields(deployment["spec"])["template"])["spec"]);
    for (const { image } of mapsIn(pod["containers"])) {
      const [, name = "", tag] = /([^/:@]+)(?::([^@]+))?(?:@.*)?$/.exec(text(image)) ?? [];
      const part = Object.hasOwn(images, name) ? images[name] : undefined;
      if (part === undefined || tag === undefined || !/\d/.test(tag)) continue;
      found[part] = [...new Set([...(found[part] ?? []), tag])];
    }
  }
  return found;
}
