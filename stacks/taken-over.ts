import type * as pulumi from "@pulumi/pulumi";
import { ArgocdSettings } from "../components/adopt/argocd-settings.ts";
import { TakenOverRelease } from "../components/adopt/taken-over-release.ts";
import { parts } from "../model/platform/charts.ts";
import type { Platform } from "../model/platform/platform.ts";
import type { TakenReleases } from "./take-over-checks.ts";

/** Registers what is taken over from somebody else's hand. */
export function takenOver(
  platform: Platform,
  taken: pulumi.Output<TakenReleases>,
  oidcClientSecret: { readonly oidcClientSecret?: pulumi.Output<string> },
  options: pulumi.ComponentResourceOptions,
): pulumi.Resource[] {
  return parts.flatMap((part) => {
    const { takeOver } = platform.parts[part];
    if (takeOver === undefined) return [];
    const release =
      takeOver.installedBy === "helm"
        ? [
            new TakenOverRelease(
              part === "argocd" ? "argocd" : platform.parts[part].release,
              { platform, part, stored: taken.apply((releases) => releases[part] ?? { version: "", values: {} }) },
              options,
            ),
          ]
        : [];
    if (part !== "argocd") return release;
    const after = { ...options, dependsOn: release };
    return [...release, new ArgocdSettings("argocd-settings", { platform, ...oidcClientSecret }, after)];
  });
}
