import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { reportComment } from "../../../model/report/comment.ts";
import { pictures } from "../../../model/report/pictures.ts";
import { readPreview } from "../../../model/report/read-preview.ts";
import type { Report } from "../../../model/report/report.ts";
import type { StackPreview } from "../../../model/report/stack-preview.ts";
import { canaries, shownCanary } from "../../support/canaries.ts";
import { expectGolden } from "../../support/golden.ts";
import { hostileTexts } from "./hostile.ts";
import { outsideCode } from "./rendered.ts";

const events = join(import.meta.dirname, "../../cli/report/events");
const read = (stack: string, name: string) => readPreview(stack, readFileSync(join(events, `${name}.jsonl`), "utf8"));
const report = (stacks: readonly StackPreview[], more: Partial<Report> = {}): Report => ({
  stacks,
  pictures: pictures(stacks, []),
  undrawn: [],
  promotions: { why: "no cluster was asked" },
  key: "preview",
  ...more,
});

test("golden: a change of goserver", () => {
  const stacks = ["delivery", "dev", "staging", "prod"].map((stack) => read(stack, `changed-${stack}`));
  const promotions = {
    cluster: "kind-platform",
    stages: [
      { project: "goserver", stage: "dev", now: ["wishful-ant"], next: [], automatic: true },
      {
        project: "goserver",
        stage: "prod-eu",
        now: ["early-fox"],
        next: [{ freight: "wishful-ant", available: false, missing: ["it must be in staging for 1h; 40m left"] }],
        automatic: false,
      },
    ],
  };
  expectGolden(
    "report/goserver.md",
    reportComment(report(stacks, { promotions, commit: "0123456789abcdef0123456789abcdef01234567" })),
  );
});

test("golden: a change that a rule refuses, a protected Stage that would go, and a program that fails", () => {
  const stacks = [
    read("bad", "refused"),
    read("prod", "protected-prod"),
    read("dev", "failed-dev"),
    readPreview("eu", undefined),
  ];
  expectGolden("report/refused.md", reportComment(report(stacks)));
});

const invisible = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Cs}/u;

describe("nothing breaks out of a comment:", () => {
  /** A report with one text in every place that a stranger may fill. */
  function everywhere(text: string): Report {
    const object = (kind: string, spec: object) => ({
      kind,
      metadata: { name: text, namespace: text, labels: { "slipway.dev/environment": text } },
      spec,
    });
    const stage = object("Stage", {
      requestedFreight: [
        { origin: { kind: "Warehouse", name: text }, sources: { stages: [`${text} 2`], requiredSoakTime: text } },
      ],
      promotionTemplate: { spec: { steps: [{ uses: text }] } },
    });
    const warehouse = object("Warehouse", { subscriptions: [{ git: { repoURL: `https://${text}`, branch: text } }] });
    const change = {
      operation: "update",
      type: `kubernetes:x:${text}`,
      name: text,
      properties: [{ path: text, kind: "add", replaces: true }],
    } as const;
    const stack: StackPreview = {
      stack: text,
      outcome: "failed",
      changes: [change],
      unchanged: 1,
      packs: [text],
      findings: [
        { policy: text, mandatory: true, resource: text, message: text },
        { policy: text, mandatory: false, message: text },
      ],
      messages: [
        { severity: "error", resource: text, message: text },
        { severity: "warning", message: text },
      ],
      objects: [
        { change: "create", object: stage },
        { change: "update", object: warehouse },
      ],
    };
    const { packs: _, ...unread } = { ...stack, stack: `${text} 2` };
    // long enough to be folded
    const judgedByNone = {
      ...stack,
      stack: `${text} 3`,
      packs: [],
      findings: [],
      changes: Array.from({ length: 9 }, () => change),
    };
    const stacks = [stack, unread, judgedByNone];
    return report(stacks, {
      undrawn: [{ app: text, problem: text }],
      commit: text,
      promotions: {
        cluster: text,
        stages: [
          {
            project: text,
            stage: text,
            now: [text, text],
            next: [{ freight: text, available: false, missing: [text, text] }],
            automatic: false,
          },
        ],
      },
    });
  }

  /** As many characters and lines, none of which means anything. */
  const harmless = (text: string) => text.replace(/[^\s]/gu, "x");
  const drawing = (comment: string) =>
    [...comment.matchAll(/^```mermaid\n(.*?)\n```$/gms)].map(([, text = ""]) =>
      text.replace(/"(?:[^"\\\n]|\\.)*"/g, '""'),
    );

  test.each(Object.entries(hostileTexts))("%s", (_, text) => {
    const [comment, same] = [text, harmless(text)].map((each) => reportComment(everywhere(each))) as [string, string];
    expect(outsideCode(comment)).toEqual(outsideCode(same));
    expect(drawing(comment)).toEqual(drawing(same));
    expect(drawing(comment)).toHaveLength(1);
    // what Mermaid takes for more than text: its own strings' end, entities, Markdown, directives, elements
    for (const [, label = ""] of comment.matchAll(/^ {2}[ws]\d+[[({]+"(.*)"[\])}]+$/gm))
      expect(label.replaceAll("<br/>", "").replace(/#\d+;/g, "")).not.toMatch(/[#"<>&`%\\]/);
    // every character can be seen, and none turns the text around
    expect(comment).not.toMatch(invisible);
    expect(comment).not.toContain("correct-horse-battery");
  });

  test.each(canaries)("a secret in any place stays out of it (%#)", (secret) => {
    for (const text of [secret, `read\n${secret}\nfrom the file`, `x${"-".repeat(95)} ${secret}`])
      expect(shownCanary(reportComment(everywhere(text)))).toBeUndefined();
  });

  test("what the engine itself recorded of a hostile program", () => {
    const hostile = read("bad", "hostile");
    const comment = reportComment(report([hostile]));
    expect(comment).toContain("## Owned");
    expect(outsideCode(comment)).not.toMatch(/Owned|script|octocat|evil|<a|<img|\u202e/);
    expect(comment).not.toMatch(invisible);
  });

  test("and the check itself sees a text that does", () => {
    const comment = reportComment(everywhere("x"));
    for (const text of ["<b>x</b>", "https://evil.example", "# x", "**x**", "| x |\n|---|\n| y |"])
      expect(outsideCode(`${comment}\n${text}\n`)).not.toEqual(outsideCode(comment));
  });
});

test("no stack: the picture alone, and that none was previewed", () => {
  expect(reportComment(report([]))).toBe(
    "<!-- slipway report preview -->\n\n## Preview\n\nNo stack was previewed.\n\nWhat would be promoted next is left out: no cluster was asked.\n",
  );
});
