import type { Progress } from "../progress/progress.ts";
import { bringUp } from "./bring-up.ts";
import { type Choices, keepKargo } from "./choices.ts";
import { findOnPath } from "./environment.ts";
import { chooseKargo, type KargoChoice, type KargoWish } from "./kargo/official/choose.ts";
import { withPreparedState } from "./prepared-state.ts";
import { removeSandboxFile } from "./sandbox-file.ts";
import type { SandboxFile } from "./state.ts";
import { endProcesses } from "./strays.ts";
import type { Ensured } from "./supervisor.ts";
import { cacheFolder } from "./toolchain/cache.ts";
import type { Environment } from "./toolchain/environment.ts";
import type { Tools } from "./tools.ts";

export interface StartSandboxArgs {
  /** The state folder; made when it does not exist. */
  readonly state: string;
  readonly toolchain: Tools;
  readonly progress: Progress;
  /**
   * Which Kargo is wanted, and where its own programs are looked for. Default: the stand-in, or what an earlier start of
   * this state took.
   */
  readonly kargo?: { readonly wish: KargoWish; readonly cache: string; readonly env: Environment };
  /** Aborted: what this call started is ended, and the call rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * Brings up the sandbox of a state folder, or what of it does not run or is not healthy. Each process starts as soon
 * as its program and what it needs are there.
 *
 * @throws UserError naming the process and its last log lines when one does not come up, the holder of a port that was
 *   taken meanwhile, or the command that is starting or stopping the same sandbox. What this call had started is ended
 */
export async function startSandbox(args: StartSandboxArgs): Promise<SandboxFile> {
  const git = findOnPath("git");
  return withPreparedState(args.state, async (context) => {
    const { paths, choices } = context;
    const kargo = await kargoFor(args, choices);
    keepKargo(paths, choices, kargo.kind);
    const started: Ensured[] = [];
    try {
      return await bringUp(context, { ...args, git, kargo, started });
    } catch (error) {
      await endProcesses(started.map((one) => one.process));
      removeSandboxFile(paths);
      throw error;
    }
  });
}

async function kargoFor({ kargo, progress, signal }: StartSandboxArgs, choices: Choices): Promise<KargoChoice> {
  const { wish, cache, env } = kargo ?? {
    wish: choices.kargo ?? "stand-in",
    cache: cacheFolder(process.env),
    env: process.env,
  };
  if ((choices.kargo ?? wish) === "stand-in") return chooseKargo(wish, choices.kargo, { cache, env, signal });
  // Taken out of an image they are 90 MB from the internet.
  const step = progress.step("Kargo's own programs");
  try {
    const choice = await chooseKargo(wish, choices.kargo, { cache, env, signal });
    step.done(choice.kind === "official" ? choice.found : "can't be had here: the stand-in runs");
    return choice;
  } catch (error) {
    step.fail();
    throw error;
  }
}
