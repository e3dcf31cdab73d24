import { describe, expect, test } from "vitest";
import { reportComment } from "../../../model/report/comment.ts";
import { longestComment } from "../../../model/report/limits.ts";
import type { Report } from "../../../model/report/report.ts";
import type { StackPreview } from "../../../model/report/stack-preview.ts";
import { outsideCode } from "./rendered.ts";

const report = (stacks: readonly StackPreview[], more: Partial<Report> = {}): Report => ({
  stacks,
  pictures: [],
  undrawn: [],
  promotions: { why: "no cluster was asked" },
  key: "preview",
  ...more,
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
