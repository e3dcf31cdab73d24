import { celList, celText } from "./protection.ts";
import type { RuleSettings } from "./settings.ts";

/** In CEL: whoever writes is one of these. */
export function isOneOf(usernames: readonly string[]): string {
  return `request.userInfo.username in ${celList(usernames)}`;
}

/**
 * In CEL: whoever writes may change what guards protect. Nobody named: whoever may change the guards themselves, since a
 * guard can't hold who can take it away; so the Pulumi that registers guards is never locked out by them. Argo CD may
 * change everything by its RBAC, and is no such person: what it is told to write comes from Git.
 *
 * @param binding name of the guard's own binding
 */
export function isDeployer(settings: RuleSettings, binding: string): string {
  const { deployers } = settings;
  if (deployers.length > 0) return isOneOf(deployers);
  return `(!(${isOneOf(machines(settings))}) && authorizer.group("admissionregistration.k8s.io").resource("validatingadmissionpolicybindings").name(${celText(binding)}).check("update").allowed())`;
}

/** The identities of programs that act for others, or for nobody. */
export function machines(settings: RuleSettings): readonly string[] {
  const { controllers, kargoApi, argocdControllers, argocdServers } = settings;
  return [...controllers, ...kargoApi, ...argocdControllers, ...argocdServers];
}
