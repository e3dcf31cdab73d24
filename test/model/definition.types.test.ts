/** Mistakes that don't compile. Each is also found at run time, since native type stripping checks no types. */
import { describe, expect, test } from "vitest";
import { check } from "../../model/check.ts";
import {
  git,
  image,
  type Pipeline,
  pipeline,
  renderedKustomize,
  sameCommit,
  warehouse,
} from "../../model/definition.ts";
import { defaultSettings } from "../../model/settings.ts";

const common = {
  warehouses: {
    main: {
      image: image("docker.io/acme/a", { imageSelectionStrategy: "NewestBuild" }),
      git: git("https://github.com/acme/a"),
      freightCreationCriteria: sameCommit("git", "image"),
    },
  },
  promotionTemplate: renderedKustomize({ base: "base", overlay: (stage) => stage.stage, images: { a: "image" } }),
} as const;

const rules = (definition: Pipeline) => check(definition, defaultSettings).map(({ path, rule }) => `${path} ${rule}`);

describe("a definition that doesn't compile is refused at run time too", () => {
  test("an upstream that doesn't exist", () => {
    const wrong = pipeline("a", {
      ...common,
      stages: {
        dev: { from: warehouse("main") },
        // @ts-expect-error there is no environment "dve"
        prod: { from: "dve" },
      },
    });
    expect(rules(wrong)).toEqual(["a.stages.prod.from unknown-upstream"]);
  });

  test("an environment that is its own upstream", () => {
    const wrong = pipeline("a", {
      ...common,
      stages: {
        dev: { from: warehouse("main") },
        // @ts-expect-error "prod" can't take Freight from "prod"
        prod: { from: "prod" },
      },
    });
    expect(rules(wrong)).toEqual(["a.stages.prod.from self-upstream"]);
  });

  test("a protected environment fed straight from a Warehouse", () => {
    const wrong = pipeline("a", {
      ...common,
      stages: {
        dev: { from: warehouse("main") },
        // @ts-expect-error a protected environment takes Freight from an upstream only
        prod: { from: warehouse("main"), protected: true },
      },
    });
    expect(rules(wrong)).toEqual(["a.stages.prod.from G01"]);
  });

  test("a Warehouse that doesn't exist", () => {
    const wrong = pipeline("a", {
      ...common,
      // @ts-expect-error there is no Warehouse "mian"
      stages: { dev: { from: warehouse("mian") }, prod: { from: "dev" } },
    });
    expect(rules(wrong)).toEqual(["a.stages.dev.from unknown-warehouse", "a.warehouses.main unused-warehouse"]);
  });

  test("a misspelt field", () => {
    const wrong = pipeline("a", {
      ...common,
      stages: {
        dev: { from: warehouse("main") },
        // @ts-expect-error it is requiredSoakTime
        prod: { from: "dev", requiredSoakTme: "1h" },
      },
    });
    expect(rules(wrong)).toEqual(["a.stages.prod.requiredSoakTme unknown-key"]);
  });

  test("a criterion over a subscription that can't be", () => {
    const wrong = pipeline("a", {
      ...common,
      warehouses: {
        main: {
          ...common.warehouses.main,
          // @ts-expect-error Git and image were given the wrong way round
          freightCreationCriteria: sameCommit("image", "git"),
        },
      },
      stages: { dev: { from: warehouse("main") } },
    });
    expect(rules(wrong)).toEqual([
      "a.warehouses.main.freightCreationCriteria.git unknown-subscription",
      "a.warehouses.main.freightCreationCriteria.image unknown-subscription",
    ]);
  });
});
