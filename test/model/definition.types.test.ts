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

  test("a misspelt key of a freeze, a misspelt weekday, a week's end on a date", () => {
    const wrong = pipeline("a", {
      ...common,
      stages: {
        dev: { from: warehouse("main") },
        prod: {
          from: "dev",
          freeze: [
            { from: "Fri 16:00", until: "Mon 08:00", zone: "Europe/Berlin", reason: "this one is right" },
            // @ts-expect-error it is until
            { from: "Fri 16:00", untill: "Mon 08:00", zone: "UTC" },
            // @ts-expect-error it is reason
            { from: "Fri 16:00", until: "Mon 08:00", zone: "UTC", reson: "x" },
            // @ts-expect-error there is no weekday "Fry"
            { from: "Fry 16:00", until: "Mon 08:00", zone: "UTC" },
            // @ts-expect-error weekly or dated
            { from: "Fri 16:00", until: "2027-01-02 08:00", zone: "UTC" },
            // @ts-expect-error a window has a zone
            { from: "2026-12-23 18:00", until: "2027-01-02 08:00" },
          ],
        },
        // @ts-expect-error nothing is promoted into it
        split: { from: "dev", controlFlow: true, freeze: [{ from: "Fri 16:00", until: "Mon 08:00", zone: "UTC" }] },
      },
    });
    expect(rules(wrong)).toEqual([
      "a.stages.prod.freeze[1].until missing",
      "a.stages.prod.freeze[1].untill unknown-key",
      "a.stages.prod.freeze[2].reson unknown-key",
      "a.stages.prod.freeze[3].from freeze-time",
      "a.stages.prod.freeze[4] freeze-time",
      "a.stages.prod.freeze[5].zone missing",
      "a.stages.split.freeze unknown-key",
    ]);
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
