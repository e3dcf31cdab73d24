import { fileURLToPath } from "node:url";
import { type ProcessSpec, patience, type SpecContext, userKubeconfig } from "./spec.ts";

const script = (path: string) => fileURLToPath(import.meta.resolve(path));
const managementScript = script("../kargo-management-stand-in.ts");
const webhooksScript = script("../kargo/webhooks/server.ts");
const controllerScript = script("../kargo/controller/main.ts");

/** @param node the Node executable to run it with */
export function kargoManagementStandIn(context: SpecContext, node: string): ProcessSpec {
  const port = context.choices.ports["kargo-management-stand-in"];
  const kubeconfig = userKubeconfig(context, "kargo-management-controller");
  return {
    name: "kargo-management-stand-in",
    command: node,
    args: [managementScript, "--port", String(port)],
    env: { KUBECONFIG: kubeconfig },
    files: [kubeconfig, managementScript],
    port,
    listens: [port],
    health: { kind: "http", url: `http://127.0.0.1:${port}/healthz` },
    readyWithin: patience,
  };
}

/** @param node the Node executable to run it with */
export function kargoWebhooksStandIn(context: SpecContext, node: string): ProcessSpec {
  const { certificates, choices } = context;
  const port = choices.ports["kargo-webhooks-stand-in"];
  const kubeconfig = userKubeconfig(context, "kargo-webhooks-server");
  const { certificate, key } = certificates.server;
  return {
    name: "kargo-webhooks-stand-in",
    command: node,
    args: [webhooksScript, "--port", String(port), "--certificate", certificate, "--key", key],
    env: { KUBECONFIG: kubeconfig },
    files: [kubeconfig, webhooksScript, certificate],
    port,
    listens: [port],
    health: { kind: "http", url: `https://127.0.0.1:${port}/healthz`, ca: certificates.ca },
    readyWithin: patience,
  };
}

/** @param node the Node executable to run it with */
export function kargoControllerStandIn(context: SpecContext, node: string): ProcessSpec {
  const port = context.choices.ports["kargo-controller-stand-in"];
  const kubeconfig = userKubeconfig(context, "kargo-controller");
  return {
    name: "kargo-controller-stand-in",
    command: node,
    args: [controllerScript, "--port", String(port)],
    env: { KUBECONFIG: kubeconfig },
    files: [kubeconfig, controllerScript],
    port,
    listens: [port],
    health: { kind: "http", url: `http://127.0.0.1:${port}/healthz` },
    readyWithin: patience,
  };
}
