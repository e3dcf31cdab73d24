import { existsSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "./atomic-file.ts";
import { tokenFile, type UserName, users } from "./choices.ts";
import { kubeconfigText } from "./kubeconfig.ts";
import { registryConfig, registryConfigPath } from "./processes/services.ts";
import { type SpecContext, userKubeconfig } from "./processes/spec.ts";

/** Writes the kubeconfigs, the API server's tokens and the registry's configuration, where they are not as they should be. */
export function writeConfigFiles(context: SpecContext): void {
  const { choices, paths, certificates } = context;
  const server = `https://127.0.0.1:${choices.ports["kube-apiserver"]}`;
  const certificateAuthority = readFileSync(certificates.ca, "utf8");
  for (const name of Object.keys(users) as UserName[]) {
    const text = kubeconfigText({
      server,
      certificateAuthority,
      user: users[name].username,
      token: choices.tokens[name],
      ...(name === "argocd" ? { namespace: "argocd" } : {}),
    });
    writeIfOther(userKubeconfig(context, name), text);
  }
  writeIfOther(join(paths.config, "tokens.csv"), tokenFile(choices));
  writeIfOther(registryConfigPath(context), registryConfig(context));
}

/** Puts a program on the PATH of the sandbox's processes, under the name by which they call it. */
export function linkProgram(bin: string, name: string, target: string): void {
  const path = join(bin, name);
  if (linkTarget(path) === target) return;
  const temporary = `${path}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  symlinkSync(target, temporary);
  renameSync(temporary, path);
}

/** Like `linkProgram` for a script whose file in Go's module cache is not executable. */
export function copyScript(bin: string, name: string, source: string): void {
  writeIfOther(join(bin, name), readFileSync(source, "utf8"), 0o700);
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function writeIfOther(path: string, content: string, mode?: number): void {
  if (!existsSync(path) || readFileSync(path, "utf8") !== content) writeFileAtomic(path, content, mode);
}
