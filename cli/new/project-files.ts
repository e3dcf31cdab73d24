import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { isRecord } from "../../model/json.ts";
import { environments } from "./definition.ts";
import { gitignore } from "./gitignore.ts";

/** What all apps of a project share, by path from the project's folder. */
export interface ProjectFiles {
  /** To be written. */
  readonly files: ReadonlyMap<string, string>;
  /** There already, and left as they are. */
  readonly kept: readonly string[];
}

const pulumiYaml = `name: slipway
main: program.js
stackConfigDir: config
requiredPulumiVersion: ">=3.259.0"
runtime:
  name: nodejs
  options:
    # Node strips the types itself.
    typescript: false
`;

const programJs = `import { join } from "node:path";
import { program } from "slipway";

// A function as the only export: Pulumi calls it, and what it returns are the stack's outputs.
export default () => program({ apps: join(import.meta.dirname, "apps") });
`;

/** A project that has a Pulumi.yaml has a program too: only the config of stacks that it lacks is added. */
export function projectFiles(project: string): ProjectFiles {
  const files = new Map<string, string>();
  const { name, configFolder, isNew } = readProject(project);
  if (isNew) files.set("Pulumi.yaml", pulumiYaml).set("program.js", programJs);
  if (isNew && !existsSync(path.join(project, ".gitignore"))) files.set(".gitignore", gitignore);
  const kept: string[] = [];
  for (const stack of ["delivery", ...environments]) {
    const file = path.posix.join(configFolder, `Pulumi.${stack}.yaml`);
    if (existsSync(path.join(project, file))) kept.push(file);
    else files.set(file, stackConfig(name, stack));
  }
  return { files, kept };
}

function stackConfig(project: string, stack: string): string {
  if (stack === "delivery") return `config:\n  ${project}:role: delivery\n`;
  return `config:\n  ${project}:role: environment\n  ${project}:environment: ${stack}\n`;
}

function readProject(project: string) {
  const file = path.join(project, "Pulumi.yaml");
  if (!existsSync(file)) return { name: "slipway", configFolder: "config", isNew: true };
  const content: unknown = parse(readFileSync(file, "utf8"));
  const text = (key: string) => (isRecord(content) && typeof content[key] === "string" ? content[key] : undefined);
  return { name: text("name") ?? "slipway", configFolder: text("stackConfigDir") ?? ".", isNew: false };
}
