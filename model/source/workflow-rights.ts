import { actions } from "../workflow/actions.ts";
import { names, registryLogin } from "../workflow/delivery-settings.ts";
import type { PushLogins } from "./push-logins.ts";

/** A variable or secret that the delivery workflow reads. */
export interface WorkflowValue<Value = string> {
  readonly kind: "variable" | "secret";
  readonly name: string;
  readonly value: Value;
}

/** What the delivery workflows of a repository read, under the names that they use. */
export function workflowValues<Key>(
  images: readonly string[],
  logins: PushLogins,
  manifestApp?: { readonly clientId: string; readonly privateKey: Key },
): readonly WorkflowValue<string | Key>[] {
  const values = new Map<string, WorkflowValue<string | Key>>();
  for (const image of images) {
    const { userVariable, tokenSecret } = registryLogin(image);
    const login = logins[image.slice(0, image.indexOf("/"))];
    if (userVariable === undefined || tokenSecret === undefined || login === undefined) continue;
    values.set(userVariable, { kind: "variable", name: userVariable, value: login.username });
    values.set(tokenSecret, { kind: "secret", name: tokenSecret, value: login.password });
  }
  if (manifestApp !== undefined) {
    const { appClientId, appPrivateKey } = names;
    values.set(appClientId, { kind: "variable", name: appClientId, value: manifestApp.clientId });
    values.set(appPrivateKey, { kind: "secret", name: appPrivateKey, value: manifestApp.privateKey });
  }
  return [...values.values()];
}

/** Actions that workflows may use besides GitHub's own: those of the generated ones, at any commit. */
export function allowedActions(): string[] {
  return Object.values(actions)
    .map(({ repository }) => repository)
    .filter((repository) => !repository.startsWith("actions/") && !repository.startsWith("github/"))
    .map((repository) => `${repository}@*`)
    .sort();
}
