import path from "node:path";
import { type Compiled, objectsOf, targetsOf } from "../../model/compile.ts";
import type { ManifestFinding } from "../../model/manifests/finding.ts";
import { pathText } from "../../model/manifests/finding.ts";
import { charts } from "../../model/platform/charts.ts";
import { installs } from "../../model/platform/installs.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { judgeVersion, supported } from "../../model/platform/supported.ts";
import type { UpgradeRow } from "../../model/upgrades/row.ts";
import { type UpgradeFinding, upgradesFrom } from "../../model/upgrades/table.ts";
import { compareVersions } from "../../model/upgrades/version.ts";
import { versions } from "../../model/versions.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import { isPlatformStack, readPlatformChoice } from "../../stacks/platform-settings.ts";
import type { Context } from "../context.ts";
import { compileAsStacks } from "../render/as-stacks.ts";
import { readStackFiles } from "../render/stack-files.ts";
import { findFiles } from "./find-files.ts";
import { readFiles } from "./read-files.ts";
import type { Report } from "./report.ts";

type Product = UpgradeRow["product"];

export interface UpgradeWish {
  /** The versions to go to. One of them at least. */
  readonly to: Readonly<Partial<Record<Product, string>>>;
  /** More YAML to look at, beside the project's own. */
  readonly named: readonly string[];
}

/**
 * Reports what of a project stops working, or works otherwise, with other versions of Kargo and Argo CD: what its
 * definitions compile to, the values it gives Kargo's chart, and files. Needs no cluster and writes nothing.
 */
export async function reportUpgrade(context: Context, report: Report, { to, named }: UpgradeWish): Promise<void> {
  const stackFiles = readStackFiles(context.project, []);
  const platformFile = stackFiles.find(({ source }) => isPlatformStack(source));
  const platform = platformFile === undefined ? undefined : readPlatformChoice(platformFile.source);
  const steps = (["kargo", "argocd"] as const).flatMap((product): Step[] => {
    const version = to[product];
    return version === undefined ? [] : [{ product, from: installed(product, platform), to: version }];
  });
  report.add(steps.flatMap(untested));
  const looked: { readonly file: string; readonly at: string; readonly value: unknown }[] = [];
  for (const pipeline of await loadPipelines([], path.join(context.project, "apps"))) {
    const { compiled } = compileAsStacks(pipeline.app, pipeline, stackFiles);
    for (const object of objects(compiled))
      looked.push({ file: pipeline.app, at: `${pipeline.app} ${object.kind}/${object.metadata.name}`, value: object });
  }
  if (platform !== undefined)
    looked.push({ file: "platform", at: "slipway:platform parts.kargo.values", value: platform.parts.kargo.values });
  const files = await findFiles(named);
  for await (const read of readFiles(files)) {
    context.signal.throwIfAborted();
    for (const { value } of read.objects) {
      const { kind, metadata } = value as { kind?: unknown; metadata?: { name?: unknown } };
      looked.push({ file: read.file, at: `${read.file} ${kind}/${metadata?.name}`, value });
    }
  }
  for (const { file, at, value } of looked)
    report.add(
      steps.flatMap((step) => upgradesFrom(value, step.from, step.to, step.product).flatMap(told(file, at, platform))),
    );
  report.close(new Set(looked.map(({ file }) => file)).size, looked.length);
}

interface Step {
  readonly product: Product;
  readonly from: string;
  readonly to: string;
}

/** What is installed: what the platform stack's chart brings, else what this Slipway is for. */
function installed(product: Product, platform: Platform | undefined): string {
  return platform !== undefined && installs(platform, product) ? charts[product].appVersion : versions[product];
}

function objects({ delivery, ...compiled }: Compiled) {
  const { namespace, project, projectConfig, warehouses, promotionTasks } = delivery;
  return [
    ...[namespace, project, projectConfig, ...warehouses, ...promotionTasks],
    ...targetsOf(compiled).flatMap(objectsOf),
  ];
}

/** Slipway's own values for Kargo's chart choose how pushes are integrated, so its change of default changes nothing. */
const chosenByOurValues = "push-integration-policy";

function told(file: string, at: string, platform: Platform | undefined) {
  return ({ id, severity, enterprise, path: place, message, got, fix, source }: UpgradeFinding): ManifestFinding[] => {
    if (enterprise || (id === chosenByOurValues && platform !== undefined && installs(platform, "kargo"))) return [];
    const where = pathText(place);
    return [
      {
        ...{ rule: id, severity, file, line: 0, column: 0 },
        path: where === "" ? at : `${at} ${where}`,
        ...{ message: `${message.charAt(0).toUpperCase()}${message.slice(1)}`, fix, source },
        ...(got === undefined ? {} : { got }),
      },
    ];
  };
}

/** A version to which no way leads back, or that this Slipway was never run with: the next one compiles otherwise. */
function untested({ product, from, to }: Step): ManifestFinding[] {
  const verdict = judgeVersion(product, to);
  const place = { file: "", line: 0, column: 0, path: supported[product].title, got: to };
  const finding = (message: string, fix: string): ManifestFinding[] => [
    { rule: "upgrade-version", severity: "warning", ...place, message, fix },
  ];
  if (compareVersions(to, from) < 0)
    return finding(
      `It is older than what is installed (${from})`,
      "Don't go back: its CRDs drop what the newer one stored",
    );
  if (verdict.state !== "untested") return [];
  return finding(
    `Nobody has tested this Slipway with it (tested: ${verdict.range}, by ${verdict.by})`,
    "Take a Slipway that pins it first, and run this again: what its templates write, it then writes otherwise",
  );
}
