import { expect, test } from "vitest";
import { diagramOf, shortDuration } from "../../../model/diagram/from-objects.ts";
import { mermaidDiagram } from "../../../model/diagram/mermaid.ts";
import { svgDiagram } from "../../../model/diagram/svg.ts";
import { textDiagram } from "../../../model/diagram/text.ts";

const stage = (name: string, sources: object, more: object = {}) => ({
  kind: "Stage",
  metadata: { name, namespace: "shop" },
  spec: {
    requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources }],
    promotionTemplate: { spec: { steps: [{ uses: "git-clone" }, { uses: "git-wait-for-pr" }] } },
    ...more,
  },
});

const foreign = [
  stage("prod", { stages: ["uat", "load"], availabilityStrategy: "All", requiredSoakTime: "1h30m0s" }),
  stage("uat", { stages: ["gone"] }, { verification: { analysisTemplates: [{ name: "a" }, { name: "b" }] } }),
  stage("load", { direct: true }, { promotionTemplate: undefined }),
  {
    kind: "Warehouse",
    metadata: { name: "main" },
    spec: {
      freightCreationCriteria: { expression: "true" },
      subscriptions: [{ chart: { repoURL: "https://charts.example", name: "web" } }],
    },
  },
  {
    kind: "ProjectConfig",
    spec: { promotionPolicies: [{ stageSelector: { name: "glob:u*" }, autoPromotionEnabled: true }] },
  },
  { kind: "ConfigMap", metadata: { name: "not drawn" } },
];

test("manifests that Slipway didn't write become a diagram, upstream first, with what is missing", () => {
  expect(diagramOf("shop", foreign)).toEqual({
    title: "shop",
    warehouses: [
      {
        name: "main",
        subscriptions: [{ kind: "chart", repoURL: "https://charts.example", which: "web" }],
        notes: ["Freight only when its criterion holds"],
      },
    ],
    stages: [
      { name: "gone", environment: "gone", kind: "missing", gates: [], requests: [] },
      {
        name: "uat",
        environment: "uat",
        kind: "promoted",
        gates: [
          { kind: "auto", text: "auto" },
          { kind: "pullRequest", text: "pull request" },
          { kind: "verification", text: "verified ×2" },
        ],
        requests: [{ warehouse: "main", direct: false, upstreams: ["gone"] }],
      },
      {
        name: "load",
        environment: "load",
        kind: "controlFlow",
        gates: [{ kind: "controlFlow", text: "control flow" }],
        requests: [{ warehouse: "main", direct: true, upstreams: [] }],
      },
      {
        name: "prod",
        environment: "prod",
        kind: "promoted",
        gates: [
          { kind: "manual", text: "manual" },
          { kind: "all", text: "all upstream" },
          { kind: "soak", text: "soak 1h30m" },
          { kind: "pullRequest", text: "pull request" },
        ],
        requests: [{ warehouse: "main", direct: false, upstreams: ["uat", "load"] }],
      },
    ],
  });
});

test("the text tells what is missing, and everything is drawn once", () => {
  expect(textDiagram(diagramOf("shop", foreign))).toBe(`\
shop
Warehouse main
│ chart  https://charts.example (web)
│ Freight only when its criterion holds
│
└─▶ Stage load  [control flow]
│
└─▶ Stage gone  (not found)
    │
    └─▶ Stage uat  [auto] [pull request] [verified ×2]
        │
        └─▶ Stage prod  [manual] [all upstream] [soak 1h30m] [pull request] als…
`);
});

test("Stages that wait for each other are drawn all the same", () => {
  const circle = diagramOf("c", [stage("a", { stages: ["b"] }), stage("b", { stages: ["a"] })]);
  expect(
    textDiagram(circle)
      .match(/Stage [ab] /g)
      ?.sort(),
  ).toEqual(["Stage a ", "Stage b "]);
  expect(svgDiagram(circle).match(/font-weight="600">([^<]+)/g)).toHaveLength(3);
  expect(mermaidDiagram(circle).match(/-->/g)).toHaveLength(2);
});

test("names from anywhere can't end a text or begin markup", () => {
  const hostile = `"]<script>&amp;#\u0007\`\u001b[31m`;
  const drawing = diagramOf(hostile, [stage(hostile, { direct: true })]);
  const svg = svgDiagram(drawing);
  for (const bad of ["<script", "\u0007", "\u001b"]) expect(svg).not.toContain(bad);
  expect(svg).toContain("&#34;]&#60;script&#62;&#38;amp;#`[31m");
  expect(mermaidDiagram(drawing)).toContain(`s1["#34;]#60;script#62;#38;amp;#35; #96; [31m<br/>manual, pull request"]`);
});

test("three hundred Stages in a row and three hundred side by side are drawn without a box over another", () => {
  const row = Array.from({ length: 300 }, (_, i) =>
    stage(`s${i}`, i === 0 ? { direct: true } : { stages: [`s${i - 1}`] }),
  );
  const fan = Array.from({ length: 300 }, (_, i) => stage(`f${i}`, { stages: ["s0"] }));
  const svg = svgDiagram(diagramOf("many", [...row, ...fan]));
  const places = [
    ...svg.matchAll(/<g transform="translate\((\d+) (\d+)\)"><rect class="box" width="(\d+)" height="(\d+)"/g),
  ].map((m) => m.slice(1).map(Number));
  expect(places).toHaveLength(600);
  const columns = Map.groupBy(places, ([x]) => x);
  for (const boxes of columns.values()) {
    const sorted = boxes.toSorted((a, b) => (a[1] ?? 0) - (b[1] ?? 0));
    const over = sorted.filter(([, y = 0], i) => i > 0 && y < (sorted[i - 1]?.[1] ?? 0) + (sorted[i - 1]?.[3] ?? 0));
    expect(over).toEqual([]);
  }
});

test.each([
  ["1h0m0s", "1h"],
  ["1h30m0s", "1h30m"],
  ["90m", "1h30m"],
  ["30s", "30s"],
  ["1h0m5s", "1h5s"],
  ["${{ vars.x }}", "${{ vars.x }}"],
])("a duration %s is shown as %s", (written, shown) => {
  expect(shortDuration(written)).toBe(shown);
});
