import type { Problem } from "../problem.ts";
import { type Answers, dataOf, type Workload } from "./adopt-answers.ts";
import { at, partPath } from "./adopt-questions.ts";
import type { Part } from "./charts.ts";
import type { Platform } from "./platform.ts";

/** Settings of an adopted part without which a pipeline stands still, or does something else. */
export function settingProblems(platform: Platform, part: Part, own: readonly Workload[], answers: Answers): Problem[] {
  const path = partPath(platform, part);
  switch (part) {
    case "certManager":
      return certManager(platform, path, own);
    case "argoRollouts":
      return argoRollouts(path, own);
    case "argocd":
      return argocd(platform, path, answers);
    case "kargo":
      return kargo(platform, path, answers);
  }
}

function certManager({ parts }: Platform, path: string, own: readonly Workload[]): Problem[] {
  const only = flag(own, "namespace");
  if (only === undefined || only === parts.kargo.namespace) return [];
  return [
    {
      rule: "one-namespace",
      severity: "error",
      path,
      message: "cert-manager looks at one namespace only, and Kargo's webhooks never get their certificate",
      got: `--namespace=${only}`,
      allowed: `all namespaces, or ${parts.kargo.namespace}`,
      fix: "Take the flag --namespace away from its controller",
    },
  ];
}

function argoRollouts(path: string, own: readonly Workload[]): Problem[] {
  if (!own.some((workload) => workload.arguments.some((one) => /^--namespaced(=true)?$/.test(one)))) return [];
  return [
    {
      rule: "one-namespace",
      severity: "error",
      path,
      message: "Argo Rollouts looks at its own namespace only, and nobody carries out the AnalysisRuns of Stages",
      got: "--namespaced",
      allowed: "all namespaces",
      fix: "Install it for the whole cluster: its install.yaml, or its chart with clusterInstall: true",
    },
  ];
}

function argocd({ parts }: Platform, path: string, answers: Answers): Problem[] {
  const data = dataOf(answers, at.configMap(parts.argocd.namespace, "argocd-cm"));
  if (data?.["application.resourceTrackingMethod"] !== "label") return [];
  return [
    {
      rule: "tracking-by-label",
      severity: "warning",
      path,
      message: "Argo CD tracks objects by a label, which it writes over the one that your manifests give",
      got: "application.resourceTrackingMethod: label",
      allowed: "annotation, Argo CD's default since 3.0, or annotation+label",
      fix: "Change it when a sync of every Application is convenient; Slipway leaves it",
    },
  ];
}

/** Names and defaults: cmd/controlplane/controller.go and pkg/argocd/namespace.go of Kargo. */
function kargo({ parts }: Platform, path: string, answers: Answers): Problem[] {
  const data = dataOf(answers, at.configMap(parts.kargo.namespace, "kargo-controller"));
  if (data === undefined) return [];
  const problems: Problem[] = [];
  const report = (rule: string, message: string, facts: Pick<Problem, "got" | "allowed" | "fix">) =>
    problems.push({ rule, severity: "error", path, message, ...facts });
  const chart = (value: string) => `Set ${value} of its chart, then restart Deployment kargo-controller`;
  if ((data["ARGOCD_INTEGRATION_ENABLED"] ?? "true") !== "true") {
    report("argocd-integration", "Kargo doesn't talk to Argo CD, and argocd-update fails in every promotion", {
      got: `ARGOCD_INTEGRATION_ENABLED: ${data["ARGOCD_INTEGRATION_ENABLED"]}`,
      allowed: "true",
      fix: chart("controller.argocd.integrationEnabled: true"),
    });
  } else if ((data["ARGOCD_NAMESPACE"] ?? "argocd") !== parts.argocd.namespace) {
    report("argocd-namespace", "Kargo looks for Applications in another namespace than Slipway makes them in", {
      got: `ARGOCD_NAMESPACE: ${data["ARGOCD_NAMESPACE"]}`,
      allowed: parts.argocd.namespace,
      fix: `Set platform.parts.argocd.namespace, or ${chart(`controller.argocd.namespace: ${parts.argocd.namespace}`).replace("Set", "set")}`,
    });
  }
  if ((data["ROLLOUTS_INTEGRATION_ENABLED"] ?? "true") !== "true") {
    report("rollouts-integration", "Kargo runs no verification, and every Stage that has one stands still", {
      got: `ROLLOUTS_INTEGRATION_ENABLED: ${data["ROLLOUTS_INTEGRATION_ENABLED"]}`,
      allowed: "true",
      fix: chart("controller.rollouts.integrationEnabled: true"),
    });
  }
  if (data["SHARD_NAME"] !== undefined && data["IS_DEFAULT_CONTROLLER"] !== "true") {
    report("no-default-controller", "Kargo's controller takes Stages of its own shard only, and others stand still", {
      got: `SHARD_NAME: ${data["SHARD_NAME"]}, without IS_DEFAULT_CONTROLLER`,
      allowed: "a controller without shard, or one that is the default",
      fix: chart("controller.isDefault: true"),
    });
  }
  return problems;
}

/** Value of a flag of any container, given as `--name=value` or as two arguments. */
function flag(own: readonly Workload[], name: string): string | undefined {
  for (const { arguments: all } of own) {
    const index = all.findIndex((one) => one === `--${name}` || one.startsWith(`--${name}=`));
    const found = all[index];
    if (found !== undefined) return found.includes("=") ? found.slice(found.indexOf("=") + 1) : all[index + 1];
  }
  return undefined;
}
