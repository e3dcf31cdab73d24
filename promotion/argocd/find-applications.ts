import type { ArgoCd } from "../outside.ts";
import type { Application } from "./application.ts";

/** Which Applications a step means: one by name, or those with some labels. */
export interface ApplicationChoice {
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: {
    readonly matchLabels?: Readonly<Record<string, string>>;
    readonly matchExpressions?: readonly {
      readonly key: string;
      readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
      readonly values?: readonly string[];
    }[];
  };
}

/** Where Applications are looked for when a step names no namespace. */
export function namespaceOf(argocd: ArgoCd, choice: ApplicationChoice): string {
  return choice.namespace || (argocd.namespace ?? "argocd");
}

/**
 * The Applications a step means.
 *
 * @throws Error when one that is named isn't there, and when a selector has no criterion; none is thrown for a selector
 * that nothing matches. Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/argocd_common.go and argocd_waiter.go
 */
export async function findApplications(argocd: ArgoCd, choice: ApplicationChoice): Promise<readonly Application[]> {
  const namespace = namespaceOf(argocd, choice);
  const { name = "", selector } = choice;
  if (selector === undefined) {
    const application = await argocd.get(namespace, name);
    if (application !== undefined) return [application as unknown as Application];
    throw new Error(
      `unable to find Argo CD Application ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)}`,
    );
  }
  const { matchLabels = {}, matchExpressions = [] } = selector;
  if (Object.keys(matchLabels).length === 0 && matchExpressions.length === 0) {
    throw new Error("error building label selector: selector must have at least one match criterion");
  }
  const listed = (await argocd.list(namespace, matchLabels)) as unknown as readonly Application[];
  return listed.filter(({ metadata }) =>
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = metadata.labels?.[key];
      if (operator === "In") return value !== undefined && values.includes(value);
      if (operator === "NotIn") return value === undefined || !values.includes(value);
      return (operator === "Exists") === (value !== undefined);
    }),
  );
}

/** `Application argocd/goserver-dev`, or which labels it has to have. */
export function inWords({ name, namespace = "argocd", selector }: ApplicationChoice): string {
  return selector === undefined
    ? `Application ${namespace}/${name}`
    : `each Application in ${namespace} with ${JSON.stringify(selector)}`;
}

/** Tells choices that can be carried out from those that can only be shown; see `unknown` of ArgoCd. */
export async function splitByPresence<Choice extends ApplicationChoice>(
  argocd: ArgoCd | undefined,
  choices: readonly Choice[],
): Promise<{ readonly here: readonly Choice[]; readonly elsewhere: readonly Choice[] }> {
  if (argocd === undefined) return { here: [], elsewhere: choices };
  if (argocd.unknown !== "show") return { here: choices, elsewhere: [] };
  const here: Choice[] = [];
  const elsewhere: Choice[] = [];
  for (const choice of choices) {
    const { name = "", selector } = choice;
    const known =
      selector === undefined
        ? (await argocd.get(namespaceOf(argocd, choice), name)) !== undefined
        : (await findApplications(argocd, choice)).length > 0;
    (known ? here : elsewhere).push(choice);
  }
  return { here, elsewhere };
}
