import * as pulumi from "@pulumi/pulumi";
import { charts, type Part, parts } from "../model/platform/charts.ts";
import { installs } from "../model/platform/installs.ts";
import type { Platform } from "../model/platform/platform.ts";
import { compareVersions } from "../model/upgrades/version.ts";
import { stackExists } from "./delivery-digest.ts";

/** By part, the chart's version that a platform stack installs: what its output `charts` says. */
export type InstalledCharts = Readonly<Partial<Record<Part, string>>>;

export function installedCharts(platform: Platform): InstalledCharts {
  const own = parts.filter((part) => installs(platform, part));
  return Object.fromEntries(own.map((part) => [part, platform.parts[part].version]));
}

/**
 * Refuses to go back behind a minor version: the newer one has rewritten stored objects and CRDs that the older can't read,
 * and Helm would say nothing. Patch releases go both ways. What is installed is what the stack's last finished run put
 * out; a run that was cut off while upgrading is not in it.
 *
 * @throws RunError before anything is registered, also in a preview
 */
export async function refuseDowngrade(platform: Platform): Promise<void> {
  const stack = pulumi.getStack();
  const complaint = downgradeComplaint(stack, await lastCharts(stack), installedCharts(platform));
  if (complaint !== undefined) throw new pulumi.RunError(complaint);
}

/** What is wrong between what is installed and what is asked for; undefined when nothing goes back. */
export function downgradeComplaint(stack: string, before: InstalledCharts, now: InstalledCharts): string | undefined {
  const back = parts.flatMap((part) => {
    const [had, asked] = [before[part], now[part]];
    if (had === undefined || asked === undefined || compareVersions(minor(asked), minor(had)) >= 0) return [];
    return [`parts.${part}.version is ${asked}, and ${charts[part].name} ${had} is installed`];
  });
  if (back.length === 0) return undefined;
  return (
    `stack ${stack} would go back to an older minor version: ${back.join("; ")}. Nothing was changed. Newer versions rewrite ` +
    "CRDs and stored objects, and older ones can't read them. Ask for the installed version or a newer one; to have the old " +
    "one all the same, take everything down (slipway down) and bring it up anew. See docs/platform.md"
  );
}

function minor(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

async function lastCharts(stack: string): Promise<InstalledCharts> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`;
  if (!(await stackExists(name))) return {};
  const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as {
    outputs?: { charts?: InstalledCharts };
  };
  return outputs?.charts ?? {};
}
