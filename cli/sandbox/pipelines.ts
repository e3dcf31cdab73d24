import { type Compiled, compile } from "../../model/compile.ts";
import type { Pipeline } from "../../model/definition.ts";
import { defaultSettings } from "../../model/settings.ts";
import type { SandboxFile } from "../../sandbox/state.ts";

/** Where a repository of a definition stands in the sandbox: same organization and name, other host. */
export interface Mirrors {
  readonly [from: string]: string;
}

/** `https://github.com/acme/goserver` → `acme/goserver`; `docker.io/acme/goserver` → `acme/goserver`. */
function withoutHost(url: string): string {
  return url
    .replace(/^https?:\/\//, "")
    .replace(/^[^/]+\//, "")
    .replace(/\.git$/, "");
}

/** Maps exactly the repositories that the pipelines name to the sandbox's git server and registry. */
export function sandboxMirrors(pipelines: readonly Pipeline[], file: Pick<SandboxFile, "git" | "registry">): Mirrors {
  const sources = pipelines.flatMap((pipeline) => Object.values(pipeline.warehouses));
  const git = sources.flatMap(({ git }) =>
    git ? [[git.repoURL, `${file.git.url}/${withoutHost(git.repoURL)}.git`]] : [],
  );
  const images = sources.flatMap(({ image }) =>
    image ? [[image.repoURL, `${file.registry}/${withoutHost(image.repoURL)}`]] : [],
  );
  return Object.fromEntries([...git, ...images]);
}

/** Whose API the sandbox's git server speaks: no name of a provider is in a loopback address. */
export const sandboxGitProvider = "gitea" as const;

/** The pipelines as they are compiled in the sandbox. */
export function compileForSandbox(pipelines: readonly Pipeline[], mirrors: Mirrors): Compiled[] {
  const settings = {
    ...defaultSettings,
    gitProvider: sandboxGitProvider,
    mirrors: Object.entries(mirrors).map(([from, to]) => ({ from, to })),
  };
  return pipelines.map((pipeline) => compile(pipeline, settings));
}

/** The app's repositories by `<organization>/<name>`, as the seed names them. */
export function repositoriesOf(pipeline: Pipeline): { readonly git: string; readonly image: string } {
  const [source] = Object.values(pipeline.warehouses);
  return { git: withoutHost(source?.git?.repoURL ?? ""), image: withoutHost(source?.image?.repoURL ?? "") };
}
