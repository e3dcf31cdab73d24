import { expect, test } from "vitest";
import { goserver } from "../../apps/goserver/pipeline.ts";
import { git, image, pipeline, renderedKustomize, warehouse } from "../../model/definition.ts";
import { drawPipeline } from "../../model/diagram.ts";

test("the sample is drawn with its gates", () => {
  expect(drawPipeline(goserver)).toBe(
    `goserver
Warehouse main
│ image  docker.io/acme/goserver
│ git    https://github.com/acme/goserver (main)
│ Freight only when the image's tag is the commit
│
└─▶ Stage dev  [auto]
    │
    └─▶ Stage staging  [auto] [verified]
        │
        └─▶ Stage prod  [manual] [pull request] [protected]
`,
  );
});

test("targets stand below each other, branches side by side, and no line is wider than 80", () => {
  const drawn = drawPipeline(
    pipeline("wide", {
      warehouses: { main: { image: image(`docker.io/${"a".repeat(90)}`), git: git("https://g.example/a") } },
      promotionTemplate: renderedKustomize({ base: "b", overlay: (stage) => stage.stage, images: { a: "image" } }),
      stages: {
        dev: { from: warehouse("main") },
        prod: { from: "dev", targets: ["eu", "us"] },
        last: { from: "prod" },
        load: { from: "dev" },
      },
    }),
  );
  expect(drawn).toBe(
    `wide
Warehouse main
│ image  docker.io/${"a".repeat(60)}…
│ git    https://g.example/a
│
└─▶ Stage dev  [manual]
    │
    ├─▶ Stage prod-eu  [manual]
    │   Stage prod-us  [manual]
    │   │
    │   └─▶ Stage last  [manual] [all upstream]
    │
    └─▶ Stage load  [manual]
`,
  );
});
