import { chartSource } from "../../model/platform/chart-source.ts";
import { parts } from "../../model/platform/charts.ts";
import { imagesOf } from "../../model/platform/images.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { UserError } from "../../model/problem.ts";
import { isPlatformStack, readPlatformChoice } from "../../stacks/platform-settings.ts";
import type { Context } from "../context.ts";
import { readStackFiles } from "../render/stack-files.ts";

const usage =
  "slipway images [--config FILE] [--json]\n--config: a platform stack's config. Default: the project's own";

/** `slipway images`: every image and chart that the platform stack fetches, from where it would fetch them. */
export async function images(context: Context): Promise<number> {
  const { values } = context.options(usage, {
    config: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const platform = platformIn(context.project, values.config);
  const charts = parts
    .filter((part) => platform.parts[part].install)
    .map((part) => {
      const { chart, version, repository } = chartSource(part, platform);
      return `${repository === undefined ? "" : `${repository.replace(/\/$/, "")}/`}${chart}${version === undefined ? "" : ` ${version}`}`;
    });
  const pulled = imagesOf(platform).map(({ repository, tag }) => `${repository}:${tag}`);
  if (platform.cluster.type === "kind") pulled.push(platform.cluster.image);
  if (values.json) context.print(JSON.stringify({ version: 1, charts, images: pulled }, undefined, 2));
  else
    context.print(
      ["charts", ...charts.map((line) => `  ${line}`), "images", ...pulled.map((line) => `  ${line}`)].join("\n"),
    );
  return 0;
}

function platformIn(project: string, file: string | undefined): Platform {
  const [, ...files] = readStackFiles(project, file === undefined ? [] : [file]);
  const found = files.find(({ source }) => isPlatformStack(source));
  if (found === undefined) {
    throw new UserError(
      `no stack with slipway:role platform ${file === undefined ? `in ${project}` : `in ${file}`}. Make one: pulumi stack init platform, then pulumi config set --stack platform slipway:role platform`,
    );
  }
  return readPlatformChoice(found.source);
}
