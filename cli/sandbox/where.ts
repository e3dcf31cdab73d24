import path from "node:path";
import { readSandboxFile, type SandboxFile } from "../../sandbox/state.ts";
import type { Context } from "../context.ts";

/** Of Services whose Pods run, as they are now: when the sandbox came up there were none yet. */
function addresses(file: SandboxFile): [service: string, url: string][] {
  return Object.entries(readSandboxFile(file.state)?.services ?? file.services);
}

/** Where to look further, and what is not the real thing. */
export function whereToLook(context: Context, file: SandboxFile, stateFlag: string): string {
  const command = (verb: string) => context.commandLine("sandbox", `${verb}${stateFlag}`);
  return [
    `kubeconfig   ${file.kubeconfig}`,
    `logs         ${path.join(file.state, "logs")}`,
    `git          ${file.git.url} (user and password: ${path.join(file.state, "sandbox.json")})`,
    `registry     http://${file.registry}`,
    ...(file.kargo === undefined ? [] : [`kargo        ${file.kargo.url} (user and password: sandbox.json)`]),
    ...addresses(file).map(([service, url]) => `answers      ${url}  Service ${service}`),
    `everything   ${path.join(file.state, "sandbox.json")}`,
    "",
    `look again   ${command("status")}`,
    `merge        ${command("merge")}: the pull requests that wait for you`,
    `stop         ${command("down")}`,
    "",
    "Pods whose image is in the registry run, one process each on loopback; all others are simulated (kwok).",
    file.processes["kargo-controller"] === undefined
      ? "A stand-in does what Kargo's controller and webhooks do, with the rights of Kargo's chart (docs/kargo.md)."
      : "Kargo's own programs run.",
  ].join("\n");
}
