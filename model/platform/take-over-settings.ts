import { isRecord } from "../json.ts";
import { fields } from "../manifests/reading.ts";
import type { Problem } from "../problem.ts";
import { argocdValues } from "./argocd-values.ts";
import { type Part, parts } from "./charts.ts";
import type { Platform } from "./platform.ts";
import { type SettingsMap, settingsMaps } from "./take-over.ts";

export type Settings = Readonly<Partial<Record<SettingsMap, Readonly<Record<string, string>>>>>;

/** Where the chart's values have a ConfigMap's keys: below `configs`. */
export const valuesOfMap: Readonly<Record<SettingsMap, string>> = { "argocd-cm": "cm", "argocd-rbac-cm": "rbac" };

/** By this name the API server remembers which fields of a taken-over Argo CD's ConfigMaps are Slipway's. */
export const settingsManager = "slipway";

/**
 * The keys of a taken-over Argo CD's ConfigMaps that are Slipway's: those that log-in and groups need, and the user's own.
 * Groups get a policy file of their own, `policy.slipway.csv`, which Argo CD reads beside `policy.csv` (util/rbac/rbac.go,
 * PolicyCSV); what holds for everybody, such as `policy.default` and the account admin, stays as it is. What the user's values
 * of a Helm release say is the release's, and isn't set beside.
 */
export function takenOverSettings(platform: Platform, clientSecret?: string): Settings {
  const { configs } = argocdValues(platform, clientSecret);
  const values = (key: string) => {
    const found = isRecord(configs) ? configs[key] : undefined;
    return isRecord(found) ? found : {};
  };
  const [cm, rbac] = [values("cm"), values("rbac")];
  const policy = String(rbac["policy.csv"] ?? "")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("p, admin,"))
    .map((line) => `${line}\n`)
    .join("");
  const own: Settings = {
    "argocd-cm": platform.oidc === undefined ? {} : texts({ url: cm["url"], "oidc.config": cm["oidc.config"] }),
    "argocd-rbac-cm": texts({ "policy.slipway.csv": policy === "" ? undefined : policy, scopes: rbac["scopes"] }),
  };
  const { takeOver, values: chartValues } = platform.parts.argocd;
  const said = takeOver?.installedBy === "helm" ? fields(chartValues["configs"]) : {};
  const all = settingsMaps.map((name) => {
    const inRelease = fields(said[valuesOfMap[name]]);
    const ours = Object.entries(own[name] ?? {}).filter(([key]) => inRelease[key] === undefined);
    return [name, { ...Object.fromEntries(ours), ...takeOver?.settings?.[name] }] as const;
  });
  return Object.fromEntries(all.filter(([, data]) => Object.keys(data).length > 0));
}

function texts(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
  );
}

/** Keys of argocd-cm that are variables of its pods (manifests/install.yaml of argo-cd v3.5.1). */
const atStart = ["timeout.reconciliation", "timeout.hard.reconciliation", "timeout.reconciliation.jitter"];

/** What `takeOver` says that can't be carried out, whatever the cluster. */
export function takeOverProblems(platform: Platform): Problem[] {
  return parts.flatMap((part) => ofPart(platform, part));
}

function ofPart({ parts: chosen }: Platform, part: Part): Problem[] {
  const { takeOver, install, values } = chosen[part];
  if (takeOver === undefined) return [];
  const problems: Problem[] = [];
  const report = (field: string, message: string, fix: string) =>
    problems.push({
      rule: "take-over",
      severity: "error",
      path: ["platform", "parts", part, ...(field === "" ? [] : [field])].join("."),
      message,
      fix,
    });
  if (!install) report("", "install: false leaves it alone, and takeOver doesn't", "Leave one of them out");
  if (takeOver.installedBy === "kubectl") {
    for (const field of ["release", "restart", "version"] as const)
      if (takeOver[field] !== undefined)
        report(`takeOver.${field}`, "what kubectl applied has no release, and nothing of it restarts", "Take it out");
    if (Object.keys(values).length > 0)
      report(
        "values",
        "values are a chart's, and what kubectl applied has none",
        "Take them out, or say takeOver.settings",
      );
  }
  for (const key of Object.keys(takeOver.settings?.["argocd-cm"] ?? {}))
    if (atStart.includes(key))
      report(
        `takeOver.settings.argocd-cm.${key}`,
        "Argo CD reads this key when its pods start, and none is restarted",
        "Set it where you set the rest of Argo CD, and restart it yourself",
      );
  return problems;
}
