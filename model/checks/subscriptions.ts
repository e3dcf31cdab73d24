import { gitSubscriptionSchema } from "../kinds/git-subscription.gen.ts";
import { imageSubscriptionSchema } from "../kinds/image-subscription.gen.ts";
import type { Problem } from "../problem.ts";
import { listed, perhaps, shown } from "../words.ts";
import { type Readable, type ReadableWarehouse, text } from "./readable.ts";
import { joined } from "./shape.ts";

const branch = gitSubscriptionSchema.properties.branch;
const branchPattern = new RegExp(branch.pattern);
const platformPattern = new RegExp(imageSubscriptionSchema.properties.platform.pattern);

/** What a Warehouse follows, and whether what must hold before Freight is made can ever hold. */
export function subscriptionProblems({ root, warehouses }: Readable): Problem[] {
  return [...warehouses].flatMap(([name, warehouse]) => {
    const path = joined(`${root}.warehouses`, name);
    return [
      ...branchProblems(`${path}.git.branch`, text(warehouse.git?.branch)),
      ...platformProblems(`${path}.image.platform`, text(warehouse.image?.platform)),
      ...criteriaProblems(`${path}.freightCreationCriteria`, path, warehouse),
    ];
  });
}

function branchProblems(path: string, name: string | undefined): Problem[] {
  if (name === undefined) return [];
  if (name.startsWith("stage/")) {
    return [
      {
        rule: "rendered-branch",
        severity: "error",
        path,
        message:
          "Promotions write to branches under stage/, so a Warehouse that follows one would feed on its own output",
        got: shown(name),
        fix: "Follow the branch people commit to",
      },
    ];
  }
  const wrong =
    name.length > branch.maxLength || !branchPattern.test(name) || /\.\.|\/\/|\.lock$|\/\.|^refs\//.test(name);
  if (!wrong) return [];
  return [
    {
      rule: "branch",
      severity: "error",
      path,
      message: "This isn't a branch's name",
      got: shown(name),
      allowed: `letters, digits and . _ / - between them, at most ${branch.maxLength}`,
      fix: name.startsWith("refs/heads/")
        ? `Write ${shown(name.slice("refs/heads/".length))}`
        : 'Write the branch\'s short name, such as "main"',
    },
  ];
}

function platformProblems(path: string, platform: string | undefined): Problem[] {
  if (platform === undefined || platformPattern.test(platform)) return [];
  return [
    {
      rule: "platform",
      severity: "error",
      path,
      message: "This isn't a platform",
      got: shown(platform),
      allowed: "<os>/<arch>",
      fix: 'Write for example "linux/amd64"',
    },
  ];
}

function criteriaProblems(
  path: string,
  warehouse: string,
  { git, image, freightCreationCriteria }: ReadableWarehouse,
): Problem[] {
  if (freightCreationCriteria === undefined) return [];
  const problems = [
    ...nameProblems(`${path}.git`, "Git", text(freightCreationCriteria.git), git === undefined ? [] : ["git"]),
    ...nameProblems(
      `${path}.image`,
      "image",
      text(freightCreationCriteria.image),
      image === undefined ? [] : ["image"],
    ),
  ];
  const strategy = image?.imageSelectionStrategy ?? "SemVer";
  if (image !== undefined && strategy === "SemVer") {
    problems.push({
      rule: "criterion-never-holds",
      severity: "error",
      path: `${warehouse}.image.imageSelectionStrategy`,
      message:
        "sameCommit compares the image's tag with a commit's id, but SemVer only ever takes tags that are versions",
      got: shown(strategy),
      fix: 'Write "NewestBuild" with allowTagsRegexes: ["^[0-9a-f]{40}$"], or remove the criterion',
    });
  }
  if (Array.isArray(git?.includePaths) || Array.isArray(git?.excludePaths)) {
    problems.push({
      rule: "criterion-seldom-holds",
      severity: "warning",
      path: `${warehouse}.git.${Array.isArray(git?.includePaths) ? "includePaths" : "excludePaths"}`,
      message:
        "A commit outside these paths still makes the newest image, and sameCommit then holds back all Freight until the next commit inside them",
      fix: "Remove the paths, or let the workflow build images for the same paths only",
    });
  }
  return problems;
}

function nameProblems(path: string, kind: string, name: string | undefined, names: readonly string[]): Problem[] {
  if (name === undefined || names.includes(name)) return [];
  return [
    {
      rule: "unknown-subscription",
      severity: "error",
      path,
      message: `The Warehouse has no ${kind} subscription of this name`,
      got: shown(name),
      allowed: listed(names, "none is defined"),
      fix: perhaps(name, names, names.length === 0 ? "Define it" : "Choose one of them"),
    },
  ];
}
