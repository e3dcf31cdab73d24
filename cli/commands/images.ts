import { chartSource } from "../../model/platform/chart-source.ts";
import { type Part, parts } from "../../model/platform/charts.ts";
import { referenceOf } from "../../model/platform/image-reference.ts";
import { imagesOf, type PlatformImage } from "../../model/platform/images.ts";
import { installedOtherwise, installs } from "../../model/platform/installs.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { supported } from "../../model/platform/supported.ts";
import { unclearImages } from "../../model/platform/unclear-images.ts";
import { UserError } from "../../model/problem.ts";
import { isPlatformStack, readPlatformChoice } from "../../stacks/platform-settings.ts";
import type { Context } from "../context.ts";
import { readStackFiles } from "../render/stack-files.ts";

const usage =
  "slipway images [--config FILE] [--json]\n--config: a platform stack's config. Default: the project's own";

/**
 * `slipway images`: every image and chart that the platform stack fetches, from where it would fetch them, which parts it
 * leaves to others, and what of the user's own values it can't judge.
 */
export async function images(context: Context): Promise<number> {
  const { values } = context.options(
    usage,
    {
      config: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
    { names: false },
  );
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const platform = platformIn(context.project, values.config);
  const charts = parts.flatMap((part) => fetchedChart(part, platform));
  const leftOut = parts.flatMap((part) => {
    const why = installedOtherwise(platform, part);
    return why === undefined ? [] : [{ part, why }];
  });
  const named = imagesOf(platform);
  const pulled = named.filter(isNamed).map(referenceOf);
  const namedByCharts = named.flatMap((image) => namedByChart(image, platform));
  if (platform.cluster.type === "kind") pulled.push(platform.cluster.image);
  const unclear = unclearImages(platform);
  if (values.json)
    context.print(
      JSON.stringify({ version: 1, charts, images: pulled, namedByCharts, leftOut, unclear }, undefined, 2),
    );
  else {
    const others = leftOut.map(({ part, why }) => `${supported[part].title}: ${why}`);
    const byCharts = namedByCharts.map(
      ({ repository, chart, tag }) =>
        `${repository}: as chart ${chart} names it (${tag === "appVersion" ? "its appVersion" : `${tag} of its values`})`,
    );
    const lists = {
      ...{ charts, images: [...pulled, ...byCharts], ...(others.length > 0 && { "left out": others }) },
      ...(unclear.length > 0 && { "to be looked at": unclear.map(({ path, why }) => `${path}: ${why}`) }),
    };
    context.print(
      Object.entries(lists)
        .flatMap(([title, lines]) => [title, ...lines.map((line) => `  ${line}`)])
        .join("\n"),
    );
  }
  return 0;
}

/** An image whose tag nobody here knows: which chart names it, and where in it. */
function namedByChart(image: PlatformImage, { parts }: Platform) {
  const { part, repository, tagOfChart } = image;
  if (isNamed(image) || part === "local") return [];
  const { name, version } = parts[part];
  return [{ repository, chart: `${name} ${version}`, tag: tagOfChart }];
}

function isNamed({ tag, digest }: PlatformImage): boolean {
  return tag !== undefined || digest !== undefined;
}

/** Also of a release that is taken over and upgraded; none where nobody here knows the version. */
function fetchedChart(part: Part, platform: Platform): string[] {
  const asked = platform.parts[part].takeOver?.version;
  if (!installs(platform, part) && asked === undefined) return [];
  const { chart, version, repository } = chartSource(part, platform, asked);
  return [`${repository === undefined ? "" : `${repository}/`}${chart}${version === undefined ? "" : ` ${version}`}`];
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
