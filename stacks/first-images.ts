import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { subscriptionsOf } from "../model/definition/warehouse.ts";
import type { Pipeline } from "../model/definition.ts";
import type { Problem } from "../model/problem.ts";
import { fullImageName } from "../model/workflow/delivery-settings.ts";

/** An app's first image: of the commit that is checked out. */
export interface FirstImage {
  readonly app: string;
  readonly image: string;
  readonly tag: string;
  /** Folder with the Dockerfile. */
  readonly context: string;
  readonly platform: string;
}

/**
 * What there is to build; nothing unless config says so.
 *
 * @param folder the folder of all apps
 */
export function firstImages(
  wish: "build" | "none",
  images: Readonly<Record<string, readonly string[]>>,
  folder: string,
  pipelines: readonly Pipeline[],
): { readonly build: readonly FirstImage[]; readonly problems: readonly Problem[] } {
  if (wish === "none") return { build: [], problems: [] };
  const build: FirstImage[] = [];
  const problems: Problem[] = [];
  for (const [app, [image, ...others]] of Object.entries(images)) {
    const context = join(folder, app);
    const fault = (message: string, got: string) =>
      void problems.push({
        rule: "first-image",
        severity: "error",
        path: "slipway:firstImage",
        message: `The first image of ${app} can't be built: ${message}`,
        got,
        allowed: "build, none",
        fix: "Run: pulumi config set slipway:firstImage none, and push it as the output firstImage says",
      });
    if (image === undefined) continue;
    if (others.length > 0) {
      fault("its Warehouses take several, and only their makers know which is which", [image, ...others].join(", "));
    } else if (!existsSync(join(context, "Dockerfile"))) {
      fault("there is no Dockerfile in its folder", context);
    } else {
      const tag = commitOf(context);
      if (tag === undefined)
        fault("its folder is in no Git repository with a commit, and a commit is its tag", context);
      else build.push({ app, image, tag, context, platform: platformOf(app, image, pipelines) });
    }
  }
  return problems.length > 0 ? { build: [], problems } : { build, problems };
}

/** By app: the command that builds and pushes its first image. */
export function howToPush(images: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(images).map(([app, list]) => [
      app,
      list.map((image) => `docker buildx build --push --tag ${image}:$(git rev-parse HEAD) apps/${app}`).join(" && ") ||
        "its Warehouses take no image",
    ]),
  );
}

function commitOf(folder: string): string | undefined {
  try {
    return execFileSync("git", ["-C", folder, "rev-parse", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 10_000,
    }).trim();
  } catch {
    return undefined;
  }
}

function platformOf(app: string, image: string, pipelines: readonly Pipeline[]): string {
  const subscriptions = pipelines
    .filter((pipeline) => pipeline.app === app)
    .flatMap(({ warehouses }) => Object.values(warehouses))
    .flatMap((warehouse) => subscriptionsOf(warehouse).map(([, each]) => each));
  const found = subscriptions.find((each) => each.kind === "image" && fullImageName(each.repoURL) === image);
  return (found?.kind === "image" ? found.platform : undefined) ?? "linux/amd64";
}
