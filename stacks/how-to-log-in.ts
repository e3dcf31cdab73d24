import { namedGroups } from "../model/people/groups.ts";
import { installs } from "../model/platform/installs.ts";
import type { Platform } from "../model/platform/platform.ts";

/** How people log in, for the platform stack's output. */
export function howToLogIn(platform: Pick<Platform, "oidc" | "people" | "parts">, stack: string): string {
  const { oidc, people } = platform;
  if (oidc !== undefined) return `by ${oidc.issuer}`;
  const idle = namedGroups(people).length === 0 ? "" : "; slipway:people does nothing in Argo CD and Kargo until then";
  const read = (part: "argocd" | "kargo") =>
    installs(platform, part)
      ? `pulumi stack output ${part}Password --show-secrets --stack ${stack}`
      : "as whoever installed it set it up";
  return (
    `no single sign-on is set up: everybody who knows the password of the account admin may do everything${idle}. ` +
    `Argo CD: ${read("argocd")}; Kargo: ${read("kargo")}`
  );
}
