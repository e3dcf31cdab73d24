import { stringify } from "yaml";
import { gitignore } from "../new/gitignore.ts";

/** What decides the files that stand around an app. */
export interface Surroundings {
  readonly app: string;
  /** Folder of the app from the repository's root; `.` when that is the root. */
  readonly folder: string;
  readonly owners: readonly string[];
  /** With the pipeline and the Pulumi project, or the app alone. */
  readonly withPipeline: boolean;
  readonly hasGo: boolean;
}

/** Days that a new version has to be out before Dependabot proposes it: most bad ones are found within a week. */
const cooldownDays = 7;

/** Files that no part of Slipway's own reads, by path from the repository's root. */
export function extraFiles(about: Surroundings): Map<string, string> {
  const files = new Map([
    [".gitignore", gitignore],
    [".github/dependabot.yml", dependabot(about)],
  ]);
  if (about.owners.length > 0) files.set(".github/CODEOWNERS", codeowners(about));
  if (about.withPipeline) files.set("package.json", packageJson(about.app));
  return files;
}

/** A path below the app's folder, from the repository's root. */
export function inApp(folder: string, path: string): string {
  return folder === "." ? path : `${folder}/${path}`;
}

function dependabot({ folder, withPipeline, hasGo }: Surroundings): string {
  const directory = folder === "." ? "/" : `/${folder}`;
  const update = (ecosystem: string, where: string) => ({
    "package-ecosystem": ecosystem,
    directory: where,
    schedule: { interval: "weekly" },
    cooldown: { "default-days": cooldownDays },
  });
  const updates = [
    update("github-actions", "/"),
    update("docker", directory),
    ...(hasGo ? [update("gomod", directory)] : []),
    ...(withPipeline ? [update("npm", "/")] : []),
  ];
  return stringify({ version: 2, updates }, { lineWidth: 0 });
}

/** Who is asked is who answers for it: the way to prod stands in its own lines, to be given to others. */
function codeowners({ folder, owners, withPipeline }: Surroundings): string {
  const who = owners.join(" ");
  const guarded = [
    ".github/",
    inApp(folder, "k8s/prod/"),
    ...(withPipeline ? [inApp(folder, "pipeline.ts"), "config/"] : []),
  ];
  const width = Math.max(...guarded.map((path) => path.length)) + 3;
  const lines = [`${"*".padEnd(width)}${who}`, ...guarded.map((path) => `${`/${path}`.padEnd(width)}${who}`)];
  return `# The last line that matches counts.\n${lines.join("\n")}\n`;
}

function packageJson(app: string): string {
  const content = { name: app, version: "0.0.0", private: true, type: "module" };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
