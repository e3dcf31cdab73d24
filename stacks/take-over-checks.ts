import type { AskedCluster, Way } from "../kube/asked.ts";
import { canonicalJson } from "../model/json.ts";
import { fields } from "../model/manifests/reading.ts";
import type { Answered } from "../model/platform/adopt-answers.ts";
import { type Part, parts } from "../model/platform/charts.ts";
import type { Platform } from "../model/platform/platform.ts";
import { restarts, templatesIn } from "../model/platform/restarts.ts";
import { supported } from "../model/platform/supported.ts";
import { takenOverValues } from "../model/platform/taken-over-values.ts";
import type { Problem } from "../model/problem.ts";
import { helmDryRun } from "./helm-dry-run.ts";
import { settingProblems } from "./setting-checks.ts";
import { releasePath, type StoredRelease, storedRelease } from "./stored-release.ts";

/** Helm releases that are taken over, as they stand. */
export type TakenReleases = Readonly<Partial<Record<Part, StoredRelease>>>;

type Ask = (path: string) => Promise<Answered>;

/**
 * What taking over would meet, asked of the API server itself by changes that aren't stored.
 *
 * @param confidential Argo CD logs in by a client that has a secret
 */
export async function takeOverFindings(
  platform: Platform,
  cluster: AskedCluster,
  way: Way,
  ask: Ask,
  confidential: boolean,
): Promise<{ readonly problems: readonly Problem[]; readonly releases: TakenReleases }> {
  const problems: Problem[] = [];
  const releases: Partial<Record<Part, StoredRelease>> = {};
  for (const part of parts) {
    const { takeOver } = platform.parts[part];
    if (takeOver === undefined) continue;
    if (takeOver.installedBy === "helm") {
      const found = await releaseOf(platform, part, ask);
      if ("path" in found) problems.push(found);
      else {
        releases[part] = found;
        problems.push(...(await restartProblems(platform, part, found, { cluster, way, ask })));
      }
    }
    if (part === "argocd")
      problems.push(...(await settingProblems(platform, cluster, { confidential, release: releases.argocd })));
  }
  return { problems, releases };
}

async function releaseOf(platform: Platform, part: Part, ask: Ask): Promise<StoredRelease | Problem> {
  const { namespace, release: usual, takeOver } = platform.parts[part];
  const name = takeOver?.release ?? usual;
  const { title } = supported[part];
  const problem = (message: string, fix: string): Problem => {
    return {
      rule: "release-missing",
      severity: "error",
      path: `platform.parts.${part}.takeOver.release`,
      message,
      got: `${namespace}/${name}`,
      fix,
    };
  };
  const answer = await ask(releasePath(namespace, name));
  if (answer.status !== 200) {
    return problem(
      `Helm keeps releases in Secrets, and those of namespace ${namespace} may not be listed`,
      `Ask whoever runs the cluster for the verb list on secrets in namespace ${namespace}`,
    );
  }
  const found = storedRelease(answer.body);
  if (found === undefined)
    return problem(
      `no Helm release of this name is deployed there`,
      "Name the one that helm list --all-namespaces shows",
    );
  const { name: chart } = platform.parts[part];
  if (found.chart === chart) return found;
  return problem(`this is a release of chart ${found.chart}, not of ${title}'s chart ${chart}`, "Name the right one");
}

/**
 * Deployments whose Pods an upgrade would change, and that the settings don't name: by the difference of the release's
 * manifests, and by what the API server makes of the new one, since a hand may have changed what runs.
 */
async function restartProblems(
  platform: Platform,
  part: Part,
  stored: StoredRelease,
  { cluster, way, ask }: { cluster: AskedCluster; way: Way; ask: Ask },
): Promise<Problem[]> {
  const { namespace, takeOver, release } = platform.parts[part];
  const allowed = takeOver?.restart ?? [];
  if (allowed.includes("any")) return [];
  const path = `platform.parts.${part}.takeOver.restart`;
  const next = await helmDryRun(platform, part, {
    ...{ way, namespace, release: takeOver?.release ?? release },
    version: takeOver?.version ?? stored.version,
    values: takenOverValues(platform.parts[part], stored.values),
  });
  if ("why" in next) {
    return [
      {
        rule: "restart-unknown",
        severity: "error",
        path,
        message: `nobody can tell what taking ${supported[part].title} over restarts: ${next.why}`,
        fix: next.fix ?? 'Mend that, or let everything restart: ["any"]',
      },
    ];
  }
  const byManifest = restarts(stored.manifest, next.manifest);
  const byServer = await Promise.all(
    [...templatesIn(next.manifest)].map(async ([name, template]) => {
      const [kind = "", object = ""] = name.split("/");
      const where = `apis/apps/v1/namespaces/${namespace}/${kind.toLowerCase()}s/${object}`;
      const [live, tried] = await Promise.all([
        ask(where),
        cluster.tryPatch(where, "helm", "application/strategic-merge-patch+json", { spec: { template } }),
      ]);
      if (live.status !== 200 || tried.status !== 200) return [];
      const pods = (body: unknown) => canonicalJson(fields(fields(body)["spec"])["template"]);
      return pods(live.body) === pods(JSON.parse(tried.body)) ? [] : [name];
    }),
  );
  const would = [...new Set([...byManifest, ...byServer.flat()])].filter((name) => !allowed.includes(name)).sort();
  if (would.length === 0) return [];
  return [
    {
      rule: "restart",
      severity: "error",
      path,
      message: "this restarts what runs there, and nobody has said that it may",
      got: would.join(", "),
      ...(allowed.length > 0 && { allowed: allowed.join(", ") }),
      fix: `Leave version and values as they are; or, if it is meant: ${JSON.stringify([...allowed, ...would])}`,
    },
  ];
}
