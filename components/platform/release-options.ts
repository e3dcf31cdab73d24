import type * as pulumi from "@pulumi/pulumi";
import { chartSource } from "../../model/platform/chart-source.ts";
import type { Part } from "../../model/platform/charts.ts";
import { partValues } from "../../model/platform/part-values.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { layered, type Values } from "../../model/platform/values.ts";

/** Seconds that a chart may take: images of a gigabyte come over slow lines. */
const patience = 900;

/** Revisions that Helm keeps, each in a Secret with the whole chart and its values; the provider would keep all. */
const revisions = 5;

/** Arguments of a Helm release; the same for `helm.v3.Release` and for cert-manager's component around it. */
export interface ReleaseOptions {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly chart: string;
  readonly version?: string;
  readonly repositoryOpts?: { readonly repo: string };
  readonly values: Values;
  /** A release that fails is rolled back: what is half installed blocks the next try. */
  readonly atomic: true;
  readonly waitForJobs: true;
  readonly timeout: number;
  readonly maxHistory: number;
}

/** @param secrets what the component knows and the settings don't, laid over all */
export function releaseOptions(
  part: Part,
  platform: Platform,
  namespace: pulumi.Input<string>,
  secrets: Values = {},
): ReleaseOptions {
  const { chart, version, repository } = chartSource(part, platform);
  return {
    // Without a name of its own Pulumi makes one up, and with it every object's.
    name: platform.parts[part].release,
    namespace,
    chart,
    ...(version !== undefined && { version }),
    ...(repository !== undefined && { repositoryOpts: { repo: repository } }),
    values: layered(partValues(part, platform), secrets),
    atomic: true,
    waitForJobs: true,
    timeout: patience,
    maxHistory: revisions,
  };
}
