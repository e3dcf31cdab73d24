import { type EngineAutonaming, isNamed, named } from "../naming.ts";
import { normalize } from "../normalize.ts";
import { apiVersionOf, kindOf, namespaceOf, withMetadata } from "../object.ts";
import { markSecrets, withoutSecrets } from "../secrets.ts";
import { reachable, type Session } from "../session.ts";
import { apiVersion, builtInScope, gvkOf, isPatch, parseUrn } from "../token.ts";
import { type Fields, isFields, Unknown } from "../value.ts";

export interface CheckInput {
  readonly urn: string;
  readonly olds: Fields | undefined;
  readonly news: Fields;
  readonly seed: Uint8Array | undefined;
  readonly autonaming?: EngineAutonaming;
}

/**
 * The inputs that every later call gets: apiVersion and kind from the type token, a name, a namespace where the kind
 * has one, a Secret's `stringData` as `data`. Secrets and unknowns stay what they are.
 * @throws Error for a type that is not served
 */
export async function check(session: Session, input: CheckInput): Promise<Fields> {
  const { type, name } = parseUrn(input.urn);
  const plain = withoutSecrets(input.news);
  const gvk = gvkOf(type, kindOf(plain));
  if (reachable(session) === undefined && session.options.skipUpdateUnreachable) {
    session.log.message("warning", input.urn, "Cluster is unreachable but skipUpdateUnreachable is set: not checked");
    return input.olds ?? input.news;
  }
  let inputs = normalize({
    ...plain,
    apiVersion: apiVersionOf(plain) || apiVersion(gvk),
    kind: kindOf(plain) || gvk.kind,
  });
  const olds =
    input.olds === undefined || Object.keys(input.olds).length === 0 ? undefined : withoutSecrets(input.olds);
  if (isPatch(type, kindOf(inputs)) && !isNamed(inputs))
    throw new Error("patch resources require the `.metadata.name` field to be set");
  inputs = named(inputs, olds, name, input.seed, input.autonaming);
  if (wantsNamespace(inputs)) {
    const scope = (await reachable(session)?.discovery.scope(gvk, session.signal)) ?? builtInScope(gvk);
    // An unknown scope is a custom resource without its CRD: taken for namespaced here, put right when it is created.
    if (scope !== false) inputs = withMetadata(inputs, "namespace", session.defaultNamespace);
  }
  return markSecrets(inputs, input.news);
}

function wantsNamespace(inputs: Fields): boolean {
  const metadata = inputs.metadata;
  if (!isFields(metadata)) return false;
  return !(metadata.namespace instanceof Unknown) && namespaceOf(inputs) === "";
}
