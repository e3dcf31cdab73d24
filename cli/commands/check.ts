import { existsSync } from "node:fs";
import path from "node:path";
import { checkFile } from "../../model/manifests/check-object.ts";
import type { ManifestObject } from "../../model/manifests/object.ts";
import { checkReferences } from "../../model/manifests/references.ts";
import type { CheckSettings } from "../../model/manifests/settings.ts";
import { UserError } from "../../model/problem.ts";
import { versions } from "../../model/versions.ts";
import { findFiles } from "../check/find-files.ts";
import { readFiles } from "../check/read-files.ts";
import { readGuards } from "../check/read-guards.ts";
import { humanReport, jsonReport, type Report } from "../check/report.ts";
import type { UpgradeWish } from "../check/upgrade.ts";
import { clusterOptions, clusterUsage } from "../cluster/options.ts";
import type { Context } from "../context.ts";

const usage =
  "slipway check FILE|DIR… [--json] [--kargo-version VERSION] [--protected NAME,…] [--guards FILE] [--enterprise]\n" +
  "slipway check --upgrade [--kargo-version VERSION] [--argocd-version VERSION] [--json] [FILE|DIR…]\n" +
  `slipway check --live [APP|PROJECT…] [--json] [--protected NAME,…] [--guards FILE] [--at CLUSTER] ${clusterUsage}\n` +
  "exit codes: 0 no errors, 1 errors, 2 could not run";

/**
 * `slipway check`: what is wrong with Kargo's and Argo's YAML, whoever wrote it; needs no cluster. With `--live`: what is
 * wrong in a cluster, by the guard rules and against the definitions. Writes nothing.
 */
export async function check(context: Context): Promise<number> {
  // whoever reads has seen enough: `slipway check . | head`
  process.stdout.once("error", () => process.exit(2));
  try {
    return await checkNamed(context);
  } catch (error) {
    // 1 says that the manifests have errors, so what stops the check itself needs a code of its own
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

async function checkNamed(context: Context): Promise<number> {
  const { values, positionals } = context.options(usage, {
    ...clusterOptions,
    live: { type: "boolean", default: false },
    upgrade: { type: "boolean", default: false },
    "argocd-version": { type: "string" },
    json: { type: "boolean", default: false },
    "kargo-version": { type: "string" },
    protected: { type: "string" },
    guards: { type: "string" },
    enterprise: { type: "boolean", default: false },
    at: { type: "string" },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const { kubeconfig, context: kubeContext, sandbox, state } = values;
  if (!values.live && (sandbox || [kubeconfig, kubeContext, state].some((each) => each !== undefined)))
    throw new UserError(`a cluster is checked with --live, and files without\nusage: ${usage}`);
  if (values.live && (values.enterprise || values["kargo-version"] !== undefined))
    throw new UserError(
      `--enterprise and --kargo-version say how files are judged; in a cluster what it has is asked by the guard rules, and G17 is turned off in --guards\nusage: ${usage}`,
    );
  if (values.live && values.upgrade)
    throw new UserError(`--upgrade looks at the project's own definitions, and --live at a cluster\nusage: ${usage}`);
  if (values.at !== undefined && !values.live)
    throw new UserError(`--at names a cluster to check with --live\nusage: ${usage}`);
  const to = upgradeTo(values.upgrade, values["kargo-version"], values["argocd-version"]);
  if (positionals.length === 0 && !values.live && !values.upgrade)
    throw new UserError(`name a file or folder to check\nusage: ${usage}`);
  const settings: CheckSettings = {
    kargo: versionOf("--kargo-version", values["kargo-version"] ?? versions.kargo),
    enterprise: values.enterprise,
    ...(values.protected === undefined ? {} : { protectedStages: values.protected.split(",").map((n) => n.trim()) }),
    ...(values.guards === undefined ? {} : { guards: await readGuards(values.guards) }),
  };
  const print = (text: string) => context.print(text);
  const report = values.json ? jsonReport(print) : humanReport(print, values.live ? "Project" : "file");
  if (to !== undefined) {
    // loaded here, as the client of a cluster below: the program of the stacks comes with it
    const { reportUpgrade } = await import("../check/upgrade.ts");
    await reportUpgrade(context, report, { to, named: positionals });
  } else if (values.live) {
    // loaded here: files need no client of a cluster, which takes a second to load
    const options = { projects: positionals, cluster: { kubeconfig, context: kubeContext, sandbox, state }, settings };
    if (values.at === undefined) {
      const { reportLive } = await import("../check/live/check-live.ts");
      await reportLive(context, report, options);
    } else {
      const { reportElsewhere } = await import("../check/live/check-elsewhere.ts");
      await reportElsewhere(context, report, { ...options, at: values.at });
    }
  } else await reportFiles(context, report, { named: positionals, settings });
  return report.errors === 0 ? 0 : 1;
}

interface FilesToCheck {
  readonly named: readonly string[];
  readonly settings: CheckSettings;
}

async function reportFiles(context: Context, report: Report, { named, settings }: FilesToCheck): Promise<void> {
  const files = await findFiles(manifestsOnly(context, named));
  const objects: ManifestObject[] = [];
  let incomplete = false;
  for await (const read of readFiles(files)) {
    context.signal.throwIfAborted();
    report.add(checkFile(read, settings));
    objects.push(...read.objects);
    incomplete ||= read.incomplete;
  }
  report.add(checkReferences({ objects, incomplete }, settings));
  report.close(files.length, objects.length);
}

/** @throws UserError for a definition: nothing would be read of it, and all would seem well */
function manifestsOnly(context: Pick<Context, "project" | "commandLine">, named: readonly string[]): readonly string[] {
  for (const name of named) {
    const isApp = !existsSync(name) && existsSync(path.join(context.project, "apps", name, "pipeline.ts"));
    if (!isApp && !/\.[cm]?[jt]s$/.test(name)) continue;
    const app = isApp ? name : "APP";
    throw new UserError(
      `${name} is a definition, and YAML is what is read here. A definition is checked whenever it is compiled: ` +
        `${context.commandLine("diagram", app)} draws it, ${context.commandLine("render", `${app} --out DIR`)} writes its YAML`,
    );
  }
  return named;
}

/** The versions to judge an upgrade by; undefined when none is asked about. */
function upgradeTo(
  isUpgrade: boolean,
  kargo: string | undefined,
  argocd: string | undefined,
): UpgradeWish["to"] | undefined {
  if (!isUpgrade && argocd !== undefined)
    throw new UserError(`--argocd-version says what to upgrade to: give --upgrade too\nusage: ${usage}`);
  if (!isUpgrade) return undefined;
  if (kargo === undefined && argocd === undefined)
    throw new UserError(`--upgrade: say to what, with --kargo-version, --argocd-version or both\nusage: ${usage}`);
  return {
    ...(kargo === undefined ? {} : { kargo: versionOf("--kargo-version", kargo) }),
    ...(argocd === undefined ? {} : { argocd: versionOf("--argocd-version", argocd) }),
  };
}

function versionOf(option: string, text: string): string {
  const [, version] = /^v?(\d+\.\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (version === undefined)
    throw new UserError(`${option}: got ${JSON.stringify(text)}; allowed a version such as ${versions.kargo}`);
  return version;
}
