import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { silent } from "../../../progress/progress.ts";
import { buildImage, type GoProgram } from "../../../sandbox/seed/build-image.ts";
import { type GitRemote, gitFor } from "../../../sandbox/seed/git.ts";
import { pushImage } from "../../../sandbox/seed/push-image.ts";
import type { Action } from "./run-workflow.ts";

/** Fetches what `actions/checkout` would: one commit or all history, with a remote `origin` and no login left behind. */
export function checkout(remote: GitRemote, sha: string, branch: string): Action {
  return async ({ inputs, workspace }) => {
    if (inputs["persist-credentials"] !== "false") throw new Error("the login would be left in the workspace");
    const tmp = join(workspace, ".runner");
    const git = gitFor(remote, { tmp });
    await git(workspace, "init", "--quiet", "--template=");
    await git(workspace, "remote", "add", "origin", remote.url);
    const depth = inputs["fetch-depth"] === "0" ? [] : [`--depth=${inputs["fetch-depth"] ?? 1}`];
    const want = depth.length === 0 ? `+refs/heads/${branch}:refs/remotes/origin/${branch}` : sha;
    await git(workspace, "fetch", "--quiet", "--no-tags", ...depth, "origin", want);
    await git(workspace, "checkout", "--quiet", "--detach", inputs["ref"] ?? sha);
    return {};
  };
}

/** For actions that only get programs or log in: what they get is there, and what they log in to lets everybody in. */
export const nothing: Action = async () => ({});

/** Makes the image without Docker, as the sandbox does, from the build arguments and the date that the workflow gives. */
export function buildPush(place: { readonly registry: string; readonly go: GoProgram; readonly tmp: string }): Action {
  return async ({ inputs, env, workspace }) => {
    const lines = (inputs["build-args"] ?? "").split("\n").map((line) => line.split("="));
    const argument = (name: string) => lines.find(([key]) => key === name)?.[1] ?? "";
    const [, repository = "", tag = ""] = /^docker\.io\/(.+):([^:]+)$/.exec(inputs["tags"] ?? "") ?? [];
    const image = await buildImage({
      source: join(workspace, inputs["context"] ?? "."),
      name: repository.split("/").at(-1) ?? "",
      version: argument("VERSION"),
      commit: argument("COMMIT"),
      created: new Date(Number(env["SOURCE_DATE_EPOCH"]) * 1000).toISOString(),
      go: place.go,
      tmp: place.tmp,
      progress: silent,
    });
    const { digest } = await pushImage({ registry: place.registry, repository, tag, image });
    return { digest };
  };
}

/** A folder with programs by the names that scripts call them. @param programs name → path of the executable */
export function programFolder(tmp: string, programs: Readonly<Record<string, string>>): string {
  const folder = join(tmp, "programs");
  mkdirSync(folder, { recursive: true });
  for (const [name, program] of Object.entries(programs)) {
    if (program.endsWith(".ts")) {
      writeFileSync(join(folder, name), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
      chmodSync(join(folder, name), 0o755);
    } else symlinkSync(program, join(folder, name));
  }
  return folder;
}
