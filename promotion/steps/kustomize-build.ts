import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { goQuoted } from "../../model/go-quoted.ts";
import type { KustomizeBuildConfig } from "../../model/kinds/steps/kustomize-build.gen.ts";
import { fileProblem } from "../files/file-problem.ts";
import { kustomizationReach, type Reach } from "../files/kustomization-reach.ts";
import { checkLinks } from "../files/links-inside.ts";
import { checkFileName, namespaceOf, resourceFiles } from "../files/resource-files.ts";
import { type ProgramRun, runProgram, withScratch } from "../files/run-program.ts";
import { writeRendered } from "../files/write-rendered.ts";
import { pathBelow } from "../paths.ts";
import type { StepContext, StepRunner } from "../step.ts";

/**
 * Renders with the kustomize program: plugins stay off, remote bases are fetched over http(s) as in Kargo, files may
 * stand anywhere in the work folder and nowhere else.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/kustomize_builder.go.
 */
export const kustomizeBuild: StepRunner<KustomizeBuildConfig> = {
  uses: "kustomize-build",
  async run(context, config) {
    const { workDir } = context;
    const path = await pathBelow(workDir, config.path);
    const outPath = await pathBelow(workDir, config.outPath);
    return withScratch(async (scratch) => {
      const built = await build(context, config, path, scratch);
      try {
        if (isFile(outPath)) await writeRendered(workDir, new Map([[outPath, built()]]));
        else {
          const files = config.outputFormat === "kustomize" ? await named(scratch) : resourceFiles(built());
          await writeRendered(workDir, new Map([...files].map(([name, text]) => [join(outPath, name), text])), outPath);
        }
      } catch (error) {
        const reason = fileProblem(workDir, error);
        throw new Error(`failed to write built manifests to ${goQuoted(config.outPath)}: ${reason}`, { cause: error });
      }
      return { status: "Succeeded" };
    });
  },
};

const isFolder = (path: string) =>
  stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );

const isFile = (outPath: string) => [".yaml", ".yml"].includes(extname(outPath));

async function build(context: StepContext, config: KustomizeBuildConfig, path: string, scratch: string) {
  const { workDir, outside, signal } = context;
  const reach = await kustomizationReach(workDir, path);
  const program = await outside.programs.kustomize();
  const helm = reach.helm ? await helmOptions(context, config, reach) : [];
  // Kargo sorts only where the kustomization asks for it; the program would unless told.
  const args = ["build", path, "--reorder", "none", ...helm, ...restriction(reach)];
  // Into a folder the program gives the files kustomize's own names, which know which kinds belong to a namespace.
  if (config.outputFormat === "kustomize" && !isFile(config.outPath)) {
    await mkdir(join(scratch, "out"));
    args.push("-o", join(scratch, "out"));
  }
  const run: ProgramRun = { program, args, cwd: workDir, scratch, finds: [outside.programs.git], signal };
  const { exitCode, stdout, stderr } = await runProgram(run);
  if (exitCode !== 0) throw new Error(said(stderr, workDir));
  return () => stdout;
}

/** Nothing is read from beside a kustomization unless all that it reads is known. */
function restriction({ beside, remote, dynamic }: Reach): string[] {
  if (beside === undefined) return [];
  const unknown = remote ?? dynamic;
  if (unknown !== undefined) {
    throw new Error(
      `the kustomization reads ${goQuoted(beside)} from beside its folder and takes part of itself from ${goQuoted(unknown)}: Kargo renders that, Slipway can't tell beforehand what it reads`,
    );
  }
  return ["--load-restrictor", "LoadRestrictionsNone"];
}

async function helmOptions({ workDir, outside }: StepContext, { plugin }: KustomizeBuildConfig, reach: Reach) {
  const unknown = reach.remote ?? reach.dynamic;
  if (unknown !== undefined) {
    throw new Error(
      `the kustomization renders a chart and takes part of itself from ${goQuoted(unknown)}: Kargo renders that, Slipway can't tell beforehand what Helm would be given`,
    );
  }
  // Helm follows links when it loads a chart.
  for (const folder of reach.folders) if (await isFolder(folder)) await checkLinks(workDir, folder);
  const { apiVersions = [], kubeVersion } = plugin?.helm ?? {};
  return [
    "--enable-helm",
    ...["--helm-command", await outside.programs.helm()],
    ...apiVersions.flatMap((version) => ["--helm-api-versions", version]),
    ...(kubeVersion ? ["--helm-kube-version", kubeVersion] : []),
  ];
}

function said(stderr: string, workDir: string): string {
  const lines = stderr.split("\n").filter((line) => !/^(# Warning:|Flag --reorder)/.test(line));
  return lines
    .join("\n")
    .trim()
    .replace(/^Error: /, "")
    .replaceAll(`${workDir}/`, "")
    .replaceAll(workDir, ".");
}

/** The program puts `default_` before an object of no namespace, Kargo nothing. */
async function named(scratch: string): Promise<Map<string, string>> {
  const folder = join(scratch, "out");
  const names = (await readdir(folder)).sort();
  const files = new Map<string, string>();
  for (const name of names) {
    if (!(await stat(join(folder, name))).isFile()) continue;
    const text = await readFile(join(folder, name), "utf8");
    files.set(checkFileName(namespaceOf(text) === undefined ? name.replace(/^default_/, "") : name), text);
  }
  return files;
}
