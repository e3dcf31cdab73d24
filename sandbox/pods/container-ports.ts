import type { Container } from "./pod.ts";
import { podAddress } from "./variables.ts";

/** Port in the Pod's spec → port on 127.0.0.1 of the process that was started for it. */
export type PortMap = ReadonlyMap<number, number>;

/**
 * The ports that a container listens on as its spec has it, the main one first: those it declares, those its probes
 * ask, and the one that a literal `PORT` names.
 */
export function portsOf(container: Container): number[] {
  const declared = (container.ports ?? []).filter(({ protocol = "TCP" }) => protocol === "TCP");
  const literal = Number(container.env?.find(({ name }) => name === "PORT")?.value);
  const probes = [container.readinessProbe, container.livenessProbe, container.startupProbe];
  const probed = probes.map((probe) => (probe?.httpGet ?? probe?.tcpSocket)?.port);
  const all = [...declared.map(({ containerPort }) => containerPort), literal, ...probed];
  return [...new Set(all.filter((port): port is number => Number.isInteger(port) && Number(port) > 0))];
}

/** The port in the spec that a name or number of a probe or Service means; undefined when the container has none such. */
export function portNamed(container: Container, port: number | string): number | undefined {
  if (typeof port === "number") return portsOf(container).includes(port) ? port : undefined;
  return container.ports?.find(({ name }) => name === port)?.containerPort;
}

/**
 * Tells a program where to listen. All Pods share this machine's loopback, so each process gets ports of its own, by
 * what programs commonly read: `PORT` is the main one, `HOST` is 127.0.0.1, and a variable named `…PORT`, `…ADDR`,
 * `…ADDRESS` or `LISTEN…` that names one of the container's ports is changed to the one it has here.
 *
 * @param values what the Pod's spec gives
 */
export function withPorts(values: Readonly<Record<string, string>>, ports: PortMap): Record<string, string> {
  const told = Object.entries(values).map(([name, value]) => [name, toldValue(name, value, ports)] as const);
  const [main] = ports.values();
  return { ...Object.fromEntries(told), HOST: podAddress, ...(main === undefined ? {} : { PORT: String(main) }) };
}

function toldValue(name: string, value: string, ports: PortMap): string {
  const listens = /(^|_)(PORT|ADDR|ADDRESS|LISTEN|BIND)$|^LISTEN/.test(name);
  const [, host, port] = /^(.*:)?(\d{1,5})$/.exec(value) ?? [];
  const here = listens ? ports.get(Number(port)) : undefined;
  if (here === undefined) return value;
  if (host === undefined) return String(here);
  // An address with another host is where it connects to, not where it listens.
  return /^(|0\.0\.0\.0|127\.0\.0\.1|localhost|\[::1?\]):$/.test(host) ? `${podAddress}:${here}` : value;
}
