import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chartSource } from "../../model/platform/chart-source.ts";
import type { Part } from "../../model/platform/charts.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { takenOverValues } from "../../model/platform/taken-over-values.ts";
import type { Values } from "../../model/platform/values.ts";
import { releaseOptions } from "../platform/release-options.ts";

export interface TakenOverReleaseArgs {
  readonly platform: Platform;
  readonly part: Part;
  /** The release as it stands; unknown while its cluster is. */
  readonly stored: pulumi.Input<{ readonly version: string; readonly values: Values }>;
}

/**
 * A Helm release that somebody else installed: imported with the version and values it has, the user's own values over
 * them. It stays in the cluster when it leaves the stack, for it was there before.
 *
 * ```ts
 * new TakenOverRelease("argocd", { platform, part: "argocd", stored }, { providers: [cluster] });
 * ```
 */
export class TakenOverRelease extends pulumi.ComponentResource {
  constructor(name: string, args: TakenOverReleaseArgs, options?: pulumi.ComponentResourceOptions) {
    const { platform, part, stored } = args;
    const { namespace, release, takeOver } = platform.parts[part];
    const releaseName = takeOver?.release ?? release;
    super("slipway:adopt:TakenOverRelease", name, { release: `${namespace}/${releaseName}` }, options);
    const source = pulumi.output(stored).apply((found) => {
      const version = takeOver?.version ?? found.version;
      return { version: "", repository: "", ...chartSource(part, platform, version) };
    });
    const { repositoryOpts: _theirs, ...common } = releaseOptions(part, platform, namespace);
    new k8s.helm.v3.Release(
      `${name}-release`,
      {
        ...common,
        name: releaseName,
        chart: source.chart,
        version: source.version,
        repositoryOpts: { repo: source.repository },
        values: pulumi.secret(
          pulumi.output(stored).apply((found) => takenOverValues(platform.parts[part], found.values)),
        ),
        // Where none is left helm would take the last revision's again.
        ...(takeOver?.unset !== undefined && { resetValues: true }),
      },
      { parent: this, import: `${namespace}/${releaseName}`, retainOnDelete: true },
    );
    this.registerOutputs();
  }
}
