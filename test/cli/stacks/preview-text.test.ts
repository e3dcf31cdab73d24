import { expect, test } from "vitest";
import { previewText } from "../../../cli/stacks/preview-text.ts";

test("each change has a line, with the fields of what changes in place, and messages come after", () => {
  const stage = "kubernetes:kargo.akuity.io/v1alpha1:Stage";
  expect(
    previewText({
      planned: [
        { operation: "create", name: "goserver-dev-stage", type: stage, fields: [] },
        { operation: "update", name: "goserver-prod-stage", type: stage, fields: ["spec"] },
        { operation: "replace", name: "namespace", type: "kubernetes:core/v1:Namespace", fields: ["metadata"] },
        { operation: "delete", name: "old", type: "slipway:pipeline:PipelineEnvironment", fields: [] },
      ],
      messages: ["stack delivery comes first\nand doesn't exist yet"],
    }),
  ).toBe(
    [
      "  + goserver-dev-stage   Stage",
      "  ~ goserver-prod-stage  Stage: spec",
      "  ± namespace            Namespace: metadata",
      "  - old                  PipelineEnvironment",
      "  stack delivery comes first",
      "  and doesn't exist yet",
    ].join("\n"),
  );
  expect(previewText({ planned: [], messages: [] })).toBe("");
});
