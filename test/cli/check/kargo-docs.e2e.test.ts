import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { findFiles } from "../../../cli/check/find-files.ts";
import { readFiles } from "../../../cli/check/read-files.ts";
import { checkFile } from "../../../model/manifests/check-object.ts";
import type { ManifestFinding } from "../../../model/manifests/finding.ts";
import { type ReadFile, readManifests } from "../../../model/manifests/read.ts";
import { checkReferences } from "../../../model/manifests/references.ts";
import { versions } from "../../../model/versions.ts";
import { run } from "../../../tools/run.ts";

/*
 * A false alarm is worse than a miss: what Kargo's own documentation and charts show as right gives no error and no
 * warning. The pages are read from the module of the pinned version; nothing of them is kept here.
 */
const cutShort = "only a part of the object is shown";
const placeholder = "a placeholder in angle brackets stands for a name";
const oldRelease = "release notes of an old version, which later versions don't take";
const guide = "50-user-guide/20-how-to-guides";
const reference = "50-user-guide/60-reference-docs";

/** What upstream shows and its own API server, webhooks or steps refuse: place, rule, and why it is right to tell. */
const known: Readonly<Record<string, string>> = {
  [`${guide}/20-working-with-projects.md:591 project-namespace`]: "labels stand outside metadata, so Kargo sees none",
  [`${guide}/20-working-with-projects.md:656 schema`]: placeholder,
  [`${guide}/40-working-with-stages.md:36 schema`]: cutShort,
  [`${guide}/40-working-with-stages.md:454 schema`]: cutShort,
  [`${guide}/40-working-with-stages.md:614 schema`]: placeholder,
  [`${guide}/60-verification.md:30 schema`]: cutShort,
  [`${guide}/60-verification.md:48 schema`]: cutShort,
  [`${guide}/60-verification.md:214 schema`]: cutShort,
  [`${guide}/60-verification.md:243 schema`]: cutShort,
  [`${guide}/70-argo-cd-integration.md:70 schema`]: cutShort,
  [`${guide}/70-argo-cd-integration.md:87 schema`]: cutShort,
  [`${reference}/15-promotion-templates.md:27 schema`]: cutShort,
  [`${reference}/20-promotion-tasks.md:28 create-target-branch`]:
    "the field is gone in Kargo 1.12 and never had an effect",
  [`${reference}/20-promotion-tasks.md:209 schema`]: cutShort,
  [`${reference}/30-promotion-steps/argocd-update.md:33 schema`]: cutShort,
  [`${reference}/30-promotion-steps/gh-create-issue.md:126 schema`]: cutShort,
  [`${reference}/80-webhook-receivers/generic.md:121 yaml-syntax`]: "quotes inside quotes: no YAML reader takes it",
  [`${reference}/80-webhook-receivers/generic.md:220 schema`]:
    "the CRD allows Warehouse alone, the page names Promotion",
  "80-release-notes/96-v1.3.0.md:28 schema": cutShort,
  "80-release-notes/96-v1.3.0.md:28 unknown-step-output": "the step's alias is step-1, not step1",
  "80-release-notes/96-v1.3.0.md:51 schema": "availabilityStrategy stands one level too high",
  "80-release-notes/96-v1.3.0.md:51 self-upstream": "Stage uat names itself",
  "80-release-notes/96-v1.3.0.md:79 schema": cutShort,
  "80-release-notes/96-v1.3.0.md:99 schema": cutShort,
  "80-release-notes/97-v1.2.0.md:15 step-config": oldRelease,
  "80-release-notes/97-v1.2.0.md:51 schema": "steps stand outside promotionTemplate.spec",
  "80-release-notes/97-v1.2.0.md:85 schema": "requiredSoakTime stands one level too high",
};

let kargo: string | undefined;

beforeAll(async () => {
  const module = `github.com/akuity/kargo@v${versions.kargo}`;
  const { code, output } = await run("go", ["mod", "download", "-json", module], { cwd: "/", quiet: true });
  kargo = code === 0 ? /"Dir": "([^"]+)"/.exec(output)?.[1] : undefined;
  if (kargo === undefined) console.log(`skipped: ${module} can't be had: ${output.slice(0, 200)}`);
});

describe("Kargo's own manifests give no false alarm", () => {
  test("every YAML block of the documentation is right, or known to be wrong", ({ skip }) => {
    if (kargo === undefined) return skip();
    const read = blocksOf(path.join(kargo, "docs/docs"));
    const objects = read.flatMap((file) => file.objects);
    expect(objects.length).toBeGreaterThan(90);
    const alarms = read
      .flatMap((file) => [...checkFile(file, settings), ...checkReferences(file, settings)])
      .filter(isAlarm);
    expect([...new Set(alarms.map(({ file, rule }) => `${file} ${rule}`))].sort()).toEqual(Object.keys(known).sort());
  });

  test("nothing in the charts is an alarm, and their templates are skipped with a note", async ({ skip }) => {
    if (kargo === undefined) return skip();
    const found: ManifestFinding[] = [];
    for await (const read of readFiles(await findFiles([path.join(kargo, "charts")])))
      found.push(...checkFile(read, settings));
    expect(found.filter(isAlarm)).toEqual([]);
    expect(new Set(found.map(({ rule }) => rule))).toEqual(new Set(["template"]));
  });
});

const settings = { kargo: versions.kargo, enterprise: true };

function isAlarm({ severity }: ManifestFinding): boolean {
  return severity !== "note";
}

/** Each block as a file of its own, named `page:line`; what a page pipes into kubectl is unwrapped as the shell would. */
function blocksOf(folder: string): ReadFile[] {
  const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((page) => /\.mdx?$/.test(page));
  return pages.sort().flatMap((page) => {
    const lines = readFileSync(path.join(folder, page), "utf8").split("\n");
    const blocks: ReadFile[] = [];
    for (let at = 0; at < lines.length; at += 1) {
      const [, indent] = /^(\s*)```(?:ya?ml|shell|bash)\b/.exec(lines[at] ?? "") ?? [];
      if (indent === undefined) continue;
      const first = at + 1;
      while (at + 1 < lines.length && !/^\s*```\s*$/.test(lines[at + 1] ?? "")) at += 1;
      const body = lines
        .slice(first, at + 1)
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
      blocks.push(readManifests(`${page}:${first}`, unwrapped(body.join("\n")), false));
    }
    return blocks;
  });
}

function unwrapped(block: string): string {
  const heredocs = [...block.matchAll(/<<-?\s*(['"]?)(\w+)\1[^\n]*\n([\s\S]*?)\n\2\b/g)];
  if (heredocs.length === 0) return block;
  return heredocs.map(([, , , text = ""]) => text.replaceAll("\\$", "$")).join("\n---\n");
}
