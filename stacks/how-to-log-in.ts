import { namedGroups } from "../model/people/groups.ts";
import type { Platform } from "../model/platform/platform.ts";

/** How people log in, for the platform stack's output. */
export function howToLogIn({ oidc, people }: Pick<Platform, "oidc" | "people">, stack: string): string {
  if (oidc !== undefined) return `by ${oidc.issuer}`;
  const idle = namedGroups(people).length === 0 ? "" : "; slipway:people does nothing in Argo CD and Kargo until then";
  const read = (output: string) => `pulumi stack output ${output} --show-secrets --stack ${stack}`;
  return (
    `no single sign-on is set up: everybody who knows the password of the account admin may do everything${idle}. ` +
    `Argo CD: ${read("argocdPassword")}; Kargo: ${read("kargoPassword")}`
  );
}
