import type { Part } from "./charts.ts";
import type { Platform } from "./platform.ts";

/** Whether the platform stack installs a part itself, by its own chart and values. */
export function installs({ parts }: Pick<Platform, "parts">, part: Part): boolean {
  return parts[part].install && parts[part].takeOver === undefined;
}

/** Who installs a part instead, and what that says about its chart and images; undefined where the platform stack does. */
export function installedOtherwise(platform: Pick<Platform, "parts">, part: Part): string | undefined {
  if (installs(platform, part)) return undefined;
  const { takeOver } = platform.parts[part];
  if (takeOver === undefined) return `parts.${part}.install is false: somebody else installs it`;
  if (takeOver.installedBy === "kubectl")
    return "taken over from kubectl: the manifests that it applied name the images";
  const chart = takeOver.version === undefined ? ", and its chart is fetched in the version it has" : "";
  return `taken over from helm: its release's values name the images${chart}`;
}
