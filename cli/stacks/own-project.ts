import { PulumiProject } from "../../engine/pulumi-project.ts";
import type { Context } from "../context.ts";
import { ownEnvironment } from "./own-environment.ts";

/**
 * The user's project, run with the user's own CLI and environment.
 *
 * @param name the project's, as its Pulumi.yaml has it
 */
export function ownProject(context: Context, name: string): PulumiProject {
  const { project: folder, progress, signal } = context;
  return new PulumiProject({ folder, name, pulumi: "pulumi", env: ownEnvironment(), progress, signal });
}
