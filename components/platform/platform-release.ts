import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Part } from "../../model/platform/charts.ts";
import type { Platform } from "../../model/platform/platform.ts";
import type { Values } from "../../model/platform/values.ts";
import { patience } from "../patience.ts";
import { releaseOptions } from "./release-options.ts";

export interface PlatformReleaseArgs {
  readonly part: Part;
  readonly platform: Platform;
  readonly namespace: pulumi.Input<string>;
  /** What the component knows and the settings don't, laid over all. */
  readonly secrets?: Values;
}

/**
 * Installs a part's chart. Objects of a chart may be judged by webhooks of a part that came just before (Kargo's
 * Certificates by cert-manager's), so the release is tried again while such a webhook doesn't answer, and while the
 * namespaces that helm took back with the try before are still going.
 */
export function platformRelease(
  name: string,
  { part, platform, namespace, secrets }: PlatformReleaseArgs,
  options: pulumi.CustomResourceOptions,
): k8s.helm.v3.Release {
  return new k8s.helm.v3.Release(
    `${name}-release`,
    releaseOptions(part, platform, namespace, secrets) as k8s.helm.v3.ReleaseArgs,
    { ...options, ...patience(`${name}-release`) },
  );
}
