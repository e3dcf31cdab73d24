import { applyAll } from "../cluster/setup.ts";
import { linkProgram } from "../config-files.ts";
import { kargoControllerStandIn, kargoManagementStandIn, kargoWebhooksStandIn } from "../processes/kargo.ts";
import type { Task } from "../task-graph.ts";
import type { TaskKit } from "../task-kit.ts";
import { kargoAccess } from "./access.ts";
import { applyWebhooks } from "./admission.ts";

/** The sandbox's stand-ins for Kargo's programs, under the identities of Kargo's chart. */
export function standInTasks({ context, client, program, process, setup }: TaskKit): Record<string, Task> {
  const node = globalThis.process.execPath;
  return {
    kargoAccess: setup("rights of Kargo's stand-ins", ["access"], (signal) => applyAll(client, kargoAccess(), signal)),
    kargo: process("kargo-management-stand-in", ["kargoAccess", "crds"], async () =>
      kargoManagementStandIn(context, node),
    ),
    kargoWebhooks: process("kargo-webhooks-stand-in", ["kargoAccess", "crds"], async () =>
      kargoWebhooksStandIn(context, node),
    ),
    kargoAdmission: setup("Kargo's admission webhooks", ["kargoWebhooks"], (signal) =>
      applyWebhooks(client, context, signal),
    ),
    // What it makes, the webhooks complete.
    kargoController: process("kargo-controller-stand-in", ["kargoAdmission", "git", "registry"], async () => {
      for (const name of ["kustomize", "helm"] as const) linkProgram(context.paths.bin, name, await program(name));
      return kargoControllerStandIn(context, node);
    }),
  };
}
