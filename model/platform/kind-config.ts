import { stringify } from "yaml";
import { type KindChoice, openedPorts } from "./kind.ts";
import { localRegistry, serviceSubnet } from "./local-names.ts";

/** File that tells a node's containerd to speak plain http to the local registry, in the folder that is mounted into it. */
export const registryHosts = `server = "http://${localRegistry}"

[host."http://${localRegistry}"]
  capabilities = ["pull", "resolve"]
`;

/** Folder on this machine with that file, relative to where kind runs: kind makes it absolute. Source: kind, provision.go. */
export const registryHostsFolder = "registry";

/** kind's config of one cluster: everything that is opened, is opened on loopback alone. */
export function kindConfig(kind: KindChoice): string {
  return stringify({
    kind: "Cluster",
    apiVersion: "kind.x-k8s.io/v1alpha4",
    networking: { apiServerAddress: "127.0.0.1", ...(kind.local && { serviceSubnet }) },
    ...(kind.local && {
      // What node images of kind 0.27 and later have anyway. Source: kind, site/static/examples/kind-with-registry.sh.
      containerdConfigPatches: [
        '[plugins."io.containerd.grpc.v1.cri".registry]\n  config_path = "/etc/containerd/certs.d"\n',
      ],
    }),
    nodes: [
      {
        role: "control-plane",
        image: kind.image,
        ...(kind.local && {
          extraMounts: [
            {
              hostPath: registryHostsFolder,
              containerPath: `/etc/containerd/certs.d/${localRegistry}`,
              readOnly: true,
            },
          ],
        }),
        // The Services have these very ports as node ports, so that one number is right on both sides.
        extraPortMappings: [...openedPorts(kind).values()].map((port) => ({
          containerPort: port,
          hostPort: port,
          listenAddress: "127.0.0.1",
          protocol: "TCP",
        })),
      },
    ],
  });
}
