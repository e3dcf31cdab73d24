import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type ClusterClient, resourcePath } from "../cluster/cluster-client.ts";
import { commandOf, imageVariables } from "./command.ts";
import { portNamed, portsOf, withPorts } from "./container-ports.ts";
import { startProcess } from "./container-process.ts";
import { ConfigError, type StartedContainer } from "./container-runner.ts";
import type { ImageStore, PulledImage } from "./image-store.ts";
import type { Container, Pod } from "./pod.ts";
import { type VariableSources, variables } from "./variables.ts";

/** What all Pods of a sandbox share. */
export interface PodSurroundings {
  readonly client: ClusterClient;
  readonly images: ImageStore;
  /** `127.0.0.1:PORT` */
  readonly registry: string;
  readonly folders: {
    /** Who the processes are. */
    readonly records: string;
    /** HOME and TMPDIR of each container, below the Pod's uid. */
    readonly run: string;
    readonly logs: string;
  };
  /** Stands in each process's environment, so that none gets lost. */
  readonly marker: Readonly<Record<string, string>>;
  /** Free ports, kept for the caller until they are given back. */
  readonly takePorts: (count: number) => Promise<number[]>;
  readonly giveBackPorts: (ports: readonly number[]) => void;
}

/** Folder of a Pod's logs. */
export function logFolder({ folders }: PodSurroundings, { metadata }: Pod): string {
  return join(folders.logs, `${metadata.namespace}_${metadata.name}`);
}

/** Folder of a Pod's homes. */
export function runFolder({ folders }: PodSurroundings, { metadata }: Pod): string {
  return join(folders.run, metadata.uid);
}

/**
 * Starts a container's process on loopback.
 *
 * @throws ConfigError when a ConfigMap, Secret or field isn't there
 * @throws Error when the image's program can't be run
 */
export async function startContainer(
  container: Container,
  image: PulledImage,
  pod: Pod,
  surroundings: PodSurroundings,
): Promise<StartedContainer> {
  const { client, images, folders, marker, takePorts, giveBackPorts } = surroundings;
  const given = await variables(container, pod, sourcesOf(client, pod)).catch((error: unknown) => {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  });
  const inSpec = portsOf(container);
  const taken = await takePorts(inSpec.length);
  const ports = new Map(inSpec.map((port, index) => [port, taken[index] ?? 0] as const));
  try {
    const told = withPorts({ ...imageVariables(image.config), ...given }, ports);
    const [program, ...args] = commandOf(container, image.config, told);
    const file = await images.program(image, program);
    const folder = join(runFolder(surroundings, pod), container.name);
    const [home, tmp] = [join(folder, "home"), join(folder, "tmp")];
    for (const path of [home, tmp]) mkdirSync(path, { recursive: true, mode: 0o700 });
    const env = {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      LANG: "C.UTF-8",
      HOSTNAME: pod.metadata.name,
      ...told,
      ...{ HOME: home, TMPDIR: tmp },
      ...marker,
    };
    const log = join(logFolder(surroundings, pod), `${container.name}.log`);
    const key = `${pod.metadata.uid}_${container.name}`;
    const process = await startProcess({ key, records: folders.records, file, args, env, cwd: home, log });
    void process.exited.then(() => giveBackPorts(taken));
    const target = {
      port: (port: number | string) => ports.get(portNamed(container, port) ?? 0),
      command: async ([first = "", ...rest]: readonly string[]) => {
        return { file: await images.program(image, first), args: rest, env, cwd: home };
      },
    };
    return { process, ports, target, log };
  } catch (error) {
    giveBackPorts(taken);
    throw error;
  }
}

function sourcesOf(client: ClusterClient, { metadata: { namespace = "" } }: Pod): VariableSources {
  const path = (kind: string, name: string) => resourcePath({ apiVersion: "v1", kind, metadata: { namespace, name } });
  return {
    async configMap(name) {
      const configMap = await client.get<{ data?: Record<string, string> }>(path("ConfigMap", name));
      return configMap && (configMap.data ?? {});
    },
    async secret(name) {
      const secret = await client.get<{ data?: Record<string, string> }>(path("Secret", name));
      const pairs = Object.entries(secret?.data ?? {});
      return secret && Object.fromEntries(pairs.map(([key, value]) => [key, Buffer.from(value, "base64").toString()]));
    },
  };
}
