import type { Container, EnvVar, Pod } from "./pod.ts";

/** What a ConfigMap or Secret of the Pod's namespace holds, decoded; undefined when there is none. */
export interface VariableSources {
  configMap(name: string): Promise<Readonly<Record<string, string>> | undefined>;
  secret(name: string): Promise<Readonly<Record<string, string>> | undefined>;
}

/** Where every Pod's program listens. */
export const podAddress = "127.0.0.1";

/**
 * The environment that a Pod's spec gives a container, as the kubelet makes it (pkg/kubelet/kubelet_pods.go,
 * makeEnvironmentVariables): `envFrom` first, then `env` in its order, with `$(NAME)` of those before it.
 *
 * Variables from `resourceFieldRef` and `fileKeyRef` are left out: `unsetVariables` tells them.
 *
 * @throws Error naming the ConfigMap, Secret, key or field that isn't there
 */
export async function variables(
  container: Container,
  pod: Pod,
  sources: VariableSources,
): Promise<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const { prefix = "", configMapRef, secretRef } of container.envFrom ?? []) {
    const [kind, ref] = configMapRef ? (["configMap", configMapRef] as const) : (["secret", secretRef] as const);
    if (!ref) continue;
    const data = await sources[kind](ref.name ?? "");
    if (!data && !ref.optional) throw new Error(`${words[kind]} "${ref.name}" not found`);
    for (const [key, value] of Object.entries(data ?? {})) result[`${prefix}${key}`] = value;
  }
  for (const variable of container.env ?? []) {
    const value = await readVariable(variable, pod, sources, result);
    if (value !== undefined) result[variable.name] = value;
  }
  return result;
}

/** Variables of a container that can't be had here. */
export function unsetVariables(container: Container): string[] {
  return (container.env ?? [])
    .filter(({ valueFrom }) => valueFrom?.resourceFieldRef !== undefined || valueFrom?.fileKeyRef !== undefined)
    .map(({ name }) => name);
}

/** `$(NAME)` by its value, `$$` by `$`; a name that isn't known stays as it stands (third_party/forked/golang/expansion). */
export function expand(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (found, name: string | undefined) => {
    if (found === "$$") return "$";
    return (name !== undefined && Object.hasOwn(values, name) ? values[name] : undefined) ?? found;
  });
}

const words = { configMap: "configmap", secret: "secret" } as const;

async function readVariable(
  { name, value, valueFrom }: EnvVar,
  pod: Pod,
  sources: VariableSources,
  before: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  if (!valueFrom) return expand(value ?? "", before);
  const { configMapKeyRef, secretKeyRef, fieldRef } = valueFrom;
  if (fieldRef) return field(fieldRef.fieldPath, pod);
  const [kind, ref] = configMapKeyRef ? (["configMap", configMapKeyRef] as const) : (["secret", secretKeyRef] as const);
  if (!ref) return undefined;
  const data = await sources[kind](ref.name ?? "");
  const found = data && Object.hasOwn(data, ref.key) ? data[ref.key] : undefined;
  if (found !== undefined || ref.optional) return found;
  const where = `${words[kind]} ${pod.metadata.namespace}/${ref.name}`;
  throw new Error(
    data ? `couldn't find key ${ref.key} in ${where} for ${name}` : `${words[kind]} "${ref.name}" not found`,
  );
}

function field(path: string, { metadata, spec }: Pod): string {
  const [, map, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (map === "labels" || map === "annotations") return metadata[map]?.[key ?? ""] ?? "";
  const known: Readonly<Record<string, string | undefined>> = {
    "metadata.name": metadata.name,
    "metadata.namespace": metadata.namespace,
    "metadata.uid": metadata.uid,
    "spec.nodeName": spec.nodeName,
    "spec.serviceAccountName": spec.serviceAccountName,
    // Where the program really is, which is what a program asks it for.
    "status.podIP": podAddress,
    "status.podIPs": podAddress,
    "status.hostIP": podAddress,
    "status.hostIPs": podAddress,
  };
  if (!Object.hasOwn(known, path)) throw new Error(`fieldRef ${path} is not supported here`);
  return known[path] ?? "";
}
