import { isFromRegistry, type Pod } from "./pod.ts";
import { unsetVariables } from "./variables.ts";

/**
 * What of a Pod that runs is not as a kubelet would do it, one text each, for people to read; empty when nothing is.
 *
 * @param registry `127.0.0.1:PORT`
 */
export function simulatedParts({ spec }: Pick<Pod, "spec">, registry: string): string[] {
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  const foreign = all.filter(({ image }) => !isFromRegistry(image, registry)).map(({ name }) => name);
  const hooked = all.filter(({ lifecycle }) => lifecycle !== undefined).map(({ name }) => name);
  const grpc = all.filter((one) => [one.readinessProbe, one.livenessProbe, one.startupProbe].some((p) => p?.grpc));
  // The API server adds this one to every Pod that doesn't decline it.
  const volumes = (spec.volumes ?? []).map(({ name }) => name).filter((name) => !name.startsWith("kube-api-access-"));
  return [
    ...part("simulated, because its image is not in the sandbox's registry: container", foreign),
    ...part(
      "never asked and taken for successful: gRPC probe of container",
      grpc.map(({ name }) => name),
    ),
    ...part("not run: lifecycle hook of container", hooked),
    ...part("not mounted: volume", volumes),
    ...part("not set: variable", all.flatMap(unsetVariables)),
  ];
}

function part(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what} ${names.join(", ")}`];
}
