import { spawn } from "node:child_process";
import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { LoginFailure } from "./api-failure.ts";

/** Milliseconds that the program which a kubeconfig names for a login (`users[].user.exec`) may take. */
const bound = 30_000;

/** Client-node's authenticator for such programs; it waits for them without end. */
interface StartsProgram {
  execFn?: typeof spawn;
}

/** From now on ends a login's program after 30 s, and when the signal says so. */
export function boundLogin(config: KubeConfig, signal: AbortSignal): void {
  const { authenticators = [] } = config as unknown as { authenticators?: readonly StartsProgram[] };
  for (const each of authenticators) {
    if (each.execFn === undefined) continue;
    each.execFn = ((command: string, args: readonly string[], options: object) => {
      const child = spawn(command, args, { ...options, stdio: "pipe" });
      const end = () => {
        child.kill("SIGKILL");
        // What it has started itself may hold these open.
        for (const stream of [child.stdout, child.stderr]) stream.destroy();
      };
      const timer = setTimeout(end, bound);
      signal.addEventListener("abort", end, { once: true });
      child.once("close", () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
      });
      return child;
    }) as typeof spawn;
  }
}

/**
 * Puts into a request who asks, as the kubeconfig says it.
 *
 * @throws LoginFailure in the words of what the kubeconfig takes the login from
 */
export async function logIn(
  cluster: string,
  config: KubeConfig,
  options: RequestOptions,
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now();
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    signal.throwIfAborted();
    const isLate = performance.now() - began >= bound;
    throw new LoginFailure(cluster, isLate ? `no answer within ${bound / 1000} s` : wordsOf(error as Error));
  }
}

/** The first line that says something: many programs begin with an empty one. */
function wordsOf({ message }: Error): string {
  const said = message.split("\n").find((line) => line.trim() !== "");
  return said?.trim() ?? "the program that it takes them from failed and said nothing";
}
