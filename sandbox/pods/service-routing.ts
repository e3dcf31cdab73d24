import type { LiveObject } from "../cluster/cluster-client.ts";

/** What is read of a Service (core/v1). */
export interface Service extends LiveObject {
  readonly spec?: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
  };
}

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
}

/** A Pod that a Service may stand for. */
export interface Backend {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `simulated`: nothing listens for it. */
  readonly state: "ready" | "not ready" | "simulated";
  /** The port on 127.0.0.1 behind one of the Pod's. */
  readonly address: (port: number | string) => number | undefined;
}

/** Ports on 127.0.0.1 that answer for a Service, or why there are none. */
export type Route = { readonly ports: readonly number[] } | { readonly why: string };

/** A Service's name in the cluster's DNS. */
export interface ServiceName {
  readonly name: string;
  readonly namespace: string;
  /** False for `NAME.NAMESPACE`, which may also be a host outside. */
  readonly certain: boolean;
}

/** `namespace/name`, as sandbox.json has it. */
export function serviceKey({ name, namespace }: Pick<ServiceName, "name" | "namespace">): string {
  return `${namespace}/${name}`;
}

/** Reads `NAME.NAMESPACE`, with or without `.svc` and `.cluster.local`; undefined for any other host. */
export function serviceName(host: string): ServiceName | undefined {
  const label = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
  const found = new RegExp(`^(${label})\\.(${label})(\\.svc(?:\\.cluster\\.local)?)?\\.?$`).exec(host.toLowerCase());
  if (!found) return undefined;
  const [, name = "", namespace = "", suffix] = found;
  return { name, namespace, certain: suffix !== undefined };
}

/** Whether a Service selects a Pod. One without a selector selects none. */
export function selects(
  { metadata, spec }: Service,
  { namespace, labels }: Omit<Backend, "address" | "state">,
): boolean {
  const wanted = Object.entries(spec?.selector ?? {});
  return namespace === metadata.namespace && wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/**
 * Where a request to a Service goes: to each Ready Pod that it selects.
 *
 * @param port the Service's port; undefined: its first one
 */
export function route(service: Service, port: number | undefined, backends: readonly Backend[]): Route {
  const { name, namespace = "" } = service.metadata;
  const called = `Service ${namespace}/${name}`;
  const ports = (service.spec?.ports ?? []).filter(({ protocol = "TCP" }) => protocol === "TCP");
  const found = port === undefined ? ports[0] : ports.find((one) => one.port === port);
  if (!found) {
    const has = ports.map((one) => one.port).join(", ");
    return { why: `${called} has no port ${port ?? "for TCP"}${has === "" ? "" : ` (it has ${has})`}` };
  }
  const mine = backends.filter((backend) => selects(service, backend));
  if (mine.length === 0) return { why: `${called} selects no Pod` };
  const real = mine.filter(({ state }) => state !== "simulated");
  if (real.length === 0) {
    return { why: `the Pods of ${called} are simulated: their images are not in the sandbox's registry` };
  }
  const ready = real.filter(({ state }) => state === "ready");
  if (ready.length === 0) return { why: `no Pod of ${called} is Ready (${real.map((pod) => pod.name).join(", ")})` };
  const target = found.targetPort ?? found.port;
  const addresses = ready.flatMap(({ address }) => address(target) ?? []);
  if (addresses.length > 0) return { ports: addresses };
  return { why: `no container behind ${called} declares port ${target}: declare it in its ports` };
}
