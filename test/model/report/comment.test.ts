import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { reportComment } from "../../../model/report/comment.ts";
import { longestComment } from "../../../model/report/limits.ts";
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

describe("a comment is never longer than GitHub takes:", () => {
  const long = (length: number, letter = "x") => letter.repeat(length);
  const change = (index: number, properties: number) => ({
    operation: "update" as const,
    type: "kubernetes:core/v1:ConfigMap",
    name: `config-${index}`,
    properties: Array.from({ length: properties }, (_, i) => ({
      path: `data.key-${i}`,
      kind: "update" as const,
      replaces: false,
    })),
  });
  const stack = (name: string, more: Partial<StackPreview>): StackPreview => ({
    stack: name,
    outcome: "succeeded",
    changes: [],
    unchanged: 0,
    packs: ["slipway 0.1.0"],
    findings: [],
    messages: [],
    objects: [],
    ...more,
  });

  test("two thousand resources: the first are told, and how many are not", () => {
    const changes = Array.from({ length: 2000 }, (_, index) => change(index, 30));
    const comment = reportComment(report([stack("prod", { changes })]));
    expect(comment.length).toBeLessThanOrEqual(longestComment);
    expect(comment).toContain("- **update** `ConfigMap config-0`: `data.key-0`");
    expect(comment).toMatch(/^- left out: 1\d{3} update$/m);
    expect(comment).toContain("22 more properties");
  });

  test.each([
    ["stacks", report(Array.from({ length: 1000 }, (_, i) => stack(`${long(200)}${i}`, { changes: [change(i, 3)] })))],
    [
      "findings and messages",
      report([
        stack("prod", {
          findings: Array.from({ length: 150 }, (_, i) => ({
            policy: "p",
            mandatory: true,
            message: `${i} ${long(5000, "`")}`,
          })),
          messages: Array.from({ length: 150 }, (_, i) => ({
            severity: "error" as const,
            message: `${i}\n${long(5000, "\u202e")}\n`.repeat(5),
          })),
        }),
      ]),
    ],
    [
      "promotions",
      report([], {
        promotions: {
          cluster: long(900),
          stages: Array.from({ length: 150 }, (_, i) => ({
            project: long(300),
            stage: long(300),
            now: Array.from({ length: 6 }, () => long(300)),
            next: [{ freight: `f${i}`, available: false, missing: Array.from({ length: 6 }, () => long(900, "|")) }],
            automatic: false,
          })),
        },
      }),
    ],
    [
      "pictures",
      report([], {
        pictures: Array.from({ length: 300 }, (_, i) => ({
          title: `app-${i}`,
          mermaid: long(30_000),
          edges: 10,
          marks: { new: [], changed: Array.from({ length: 99 }, () => long(200, "`")), removed: [] },
          partial: true,
        })),
        undrawn: Array.from({ length: 300 }, () => ({ app: long(100), problem: long(5000) })),
      }),
    ],
  ])("many %s", (_, all) => {
    const comment = reportComment(all);
    expect(comment.length).toBeLessThanOrEqual(longestComment);
    expect(comment).toMatch(/left out: \d+ more|Left out: \d+ more/);
    expect(outsideCode(comment)).not.toContain("<a");
  });

  test("a picture that GitHub wouldn't draw is left out, and said to be", () => {
    const picture = {
      title: "shop",
      mermaid: "flowchart LR",
      edges: 501,
      marks: { new: [], changed: [], removed: [] },
      partial: false,
    };
    const comment = reportComment(report([], { pictures: [picture] }));
    expect(comment).toContain(
      "### Pipeline `shop`\n\nNothing changes in its Stages and Warehouses. The picture is too large for a comment; `slipway diagram` draws it.\n",
    );
    expect(comment).not.toContain("mermaid");
  });
});

test("no stack: the picture alone, and that none was previewed", () => {
  expect(reportComment(report([]))).toBe(
    "<!-- slipway report preview -->\n\n## Preview\n\nNo stack was previewed.\n\nWhat would be promoted next is left out: no cluster was asked.\n",
  );
});
