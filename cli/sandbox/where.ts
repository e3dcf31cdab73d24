import path from "node:path";
import type { SandboxFile } from "../../sandbox/state.ts";
import type { Context } from "../context.ts";

/** Where to look further, and what is not the real thing. */
export function whereToLook(context: Context, file: SandboxFile, stateFlag: string): string {
  const command = (verb: string) => context.commandLine("sandbox", `${verb}${stateFlag}`);
  return [
    `kubeconfig   ${file.kubeconfig}`,
    `logs         ${path.join(file.state, "logs")}`,
    `git          ${file.git.url} (user and password: ${path.join(file.state, "sandbox.json")})`,
    `registry     http://${file.registry}`,
    `everything   ${path.join(file.state, "sandbox.json")}`,
    "",
    `look again   ${command("status")}`,
    `stop         ${command("down")}`,
    "",
    "Pods are simulated (kwok), so no container runs and the server itself does not answer yet.",
    "Kargo's controllers don't run yet: its Project, Warehouse and Stages stand in the cluster and meet their real",
    "schemas; what a Promotion would commit, the sandbox commits.",
  ].join("\n");
}
