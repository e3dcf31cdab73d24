import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { silent } from "../../../progress/progress.ts";
import { buildImage } from "../../../sandbox/seed/build-image.ts";
import { commitToBranch } from "../../../sandbox/seed/commit-to-branch.ts";
import { pushImage } from "../../../sandbox/seed/push-image.ts";
import type { SandboxFile } from "../../../sandbox/state.ts";
import { testTools } from "../../support/tools.ts";
import { installedGo } from "../seed/support.ts";

const app = join(import.meta.dirname, "../../../apps/goserver");

/** The sample's image of one commit. */
export function imageOf({ registry }: SandboxFile, commit: string): string {
  return `${registry}/acme/goserver:${commit}`;
}

/** What CI does: builds the sample with another greeting and pushes it under a commit's name. */
export async function publish(sandbox: SandboxFile, work: string, commit: string, greeting: string): Promise<void> {
  const source = join(work, commit);
  cpSync(app, source, { recursive: true });
  writeFileSync(join(source, "greeting.txt"), greeting);
  const go = await installedGo();
  const common = { name: "goserver", version: "1.0.0", created: "2026-01-01T00:00:00Z", tmp: work, progress: silent };
  const built = await buildImage({ ...common, source, commit, go });
  await pushImage({ registry: sandbox.registry, repository: "acme/goserver", tag: commit, image: built });
}

/** What a promotion commits: the environment's overlay with the image of one commit. */
export async function deploy(sandbox: SandboxFile, work: string, environment: string, commit: string): Promise<void> {
  const kustomize = await testTools().get("kustomize");
  const rendered = execFileSync(kustomize, ["build", join(app, "k8s", environment)], { encoding: "utf8" });
  const url = `${sandbox.git.url}/acme/environments.git`;
  const text = rendered.replace("image: goserver\n", `image: ${imageOf(sandbox, commit)}\n`);
  await commitToBranch({
    remote: { url, user: sandbox.git.user, password: sandbox.git.password },
    branch: environment,
    tmp: work,
    change: async (folder) => {
      mkdirSync(join(folder, "k8s"), { recursive: true });
      writeFileSync(join(folder, "k8s/all.yaml"), text);
      return `${environment} runs ${commit}\n`;
    },
  });
}
