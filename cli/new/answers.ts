import path from "node:path";
import { UserError } from "../../model/problem.ts";
import { type AppSource, gitRoot } from "../project.ts";
import type { Found } from "./look.ts";
import { originOf } from "./remote.ts";

/** Everything that decides what is written. */
export interface Answers {
  readonly app: string;
  /** URL of the Git repository that holds the manifests. */
  readonly git: string;
  readonly branch: string;
  /** Repository of the images. */
  readonly image: string;
  /** The image's name in the manifests. */
  readonly placeholder: string;
  readonly port: number;
  /** From the repository's root. */
  readonly base: string;
  /** From the repository's root; one folder for each environment in it. */
  readonly overlays: string;
}

/** What the user said; left out: found, or a default. */
export interface Flags {
  readonly git?: string | undefined;
  readonly branch?: string | undefined;
  readonly image?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly port?: string | undefined;
}

/** @throws UserError naming every flag that is needed or wrong */
export function answer(app: string, flags: Flags, found: Found, source: AppSource): Answers {
  const missing: string[] = [];
  const work = gitRoot(source.root);
  const git = flags.git ?? (work === undefined ? undefined : originOf(work));
  if (git === undefined) {
    missing.push(`--git URL: the repository that Kargo clones; ${source.root} has no remote origin to take it from`);
  }
  const placeholder = flags.placeholder ?? placeholderOf(app, found, missing);
  const image = flags.image ?? imageOf(app, placeholder, git);
  // With a URL there is one to take from it.
  if (image === undefined && git !== undefined) {
    missing.push("--image REPOSITORY: where the app's images are, as in docker.io/acme/shop");
  }
  const port = Number(flags.port ?? foundPort(found, placeholder) ?? 8080);
  if (!/^\d+$/.test(String(flags.port ?? port)) || port < 1 || port > 65_535) {
    missing.push(`--port: got ${JSON.stringify(flags.port)}; allowed 1 to 65535`);
  }
  if (missing.length > 0)
    throw new UserError(`nothing was written. Needed:\n${missing.map((each) => `  ${each}`).join("\n")}`);
  const inRepository = (folder: string) => path.posix.join(source.folder, folder);
  return {
    app,
    git: git ?? "",
    branch: flags.branch ?? "main",
    image: image ?? "",
    placeholder,
    port,
    base: inRepository(found.manifests?.base ?? "k8s/base"),
    overlays: inRepository(found.manifests?.overlays ?? "k8s"),
  };
}

function placeholderOf(app: string, found: Found, missing: string[]): string {
  if (found.manifests === undefined) return app;
  const images = [...new Set(found.manifests.containers.map(({ image }) => image))].sort();
  const named = images.filter((image) => image.split("/").at(-1) === app);
  const [only, ...others] = named.length > 0 ? named : images;
  if (only !== undefined && others.length === 0) return only;
  const what = images.length === 0 ? "holds no workload with an image" : `holds several images (${images.join(", ")})`;
  missing.push(`--placeholder IMAGE: the name of the app's image in the manifests; ${found.manifests.base} ${what}`);
  return app;
}

/** What the manifests name when it says where it is; else a repository on Docker Hub named like the one on Git's side. */
function imageOf(app: string, placeholder: string, git: string | undefined): string | undefined {
  if (placeholder.includes("/")) {
    const [host = ""] = placeholder.split("/");
    return /[.:]|^localhost$/.test(host) ? placeholder : `docker.io/${placeholder}`;
  }
  const owner = git?.split("/").at(-2);
  return owner === undefined || owner === "" ? undefined : `docker.io/${owner.toLowerCase()}/${app}`;
}

function foundPort(found: Found, placeholder: string): number | undefined {
  const containers = found.manifests?.containers ?? [];
  return containers.find(({ image }) => image === placeholder)?.port ?? found.dockerfile?.port;
}
