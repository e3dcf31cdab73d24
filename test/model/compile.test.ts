import { describe, expect, test } from "vitest";
import { goserver } from "../../apps/goserver/pipeline.ts";
import { compile } from "../../model/compile.ts";
import { git, image, pipeline, renderedKustomize, sameCommit, warehouse } from "../../model/definition.ts";
import { ProblemsError } from "../../model/problem.ts";
import { defaultSettings } from "../../model/settings.ts";
import { schemaErrors } from "../support/schemas.ts";
import { allObjects, at, edited } from "./sample.ts";

const wide = pipeline("wide", {
  warehouses: {
    main: {
      image: image("docker.io/acme/wide", {
        imageSelectionStrategy: "NewestBuild",
        strictSemvers: false,
        cacheByTag: false,
        ignoreTagsRegexes: [],
        platform: "linux/amd64",
        discoveryLimit: 5,
      }),
      git: git("https://github.com/acme/wide"),
      freightCreationCriteria: sameCommit("git", "image"),
      interval: "90s",
    },
  },
  promotionTemplate: renderedKustomize({
    base: "k8s/base",
    overlay: (stage) => `k8s/${stage.environment}`,
    images: { wide: "image" },
  }),
  stages: {
    last: { from: "prod" },
    dev: { from: warehouse("main"), autoPromotion: true },
    prod: { from: "dev", protected: true, requiredSoakTime: "1.5h", targets: ["eu", "us"] },
  },
});

describe("compile", () => {
  test("every object and every step's config has the shape its pinned schema asks for", () => {
    for (const definition of [goserver, wide]) {
      expect(allObjects(compile(definition, defaultSettings)).flatMap(schemaErrors)).toEqual([]);
    }
  });

  test("a schema refuses a field its kind doesn't have", () => {
    const stage = structuredClone(compile(goserver, defaultSettings).environments[0]?.targets[0]?.stage);
    Object.assign(at(stage, "spec.promotionTemplate.spec.steps.5.config") as object, { branch: "stage/dev" });
    expect(stage && schemaErrors(stage)).toEqual(['git-push.branch: there is no such field (got "branch")']);
  });

  test("gives the same bytes every time", () => {
    const twice = [compile(goserver, defaultSettings), compile(structuredClone(goserver), { ...defaultSettings })];
    expect(JSON.stringify(twice[1])).toBe(JSON.stringify(twice[0]));
  });

  test("puts environments in the order of promotion, whatever the definition's order", () => {
    const { environments } = compile(wide, defaultSettings);
    expect(environments.map(({ name, targets }) => [name, targets.map((target) => target.stageName)])).toEqual([
      ["dev", ["dev"]],
      ["prod", ["prod-eu", "prod-us"]],
      ["last", ["last"]],
    ]);
  });

  test("waits for all targets of an upstream environment, and writes a soak time as Go does", () => {
    const { environments } = compile(wide, defaultSettings);
    const sources = environments.map(({ targets }) => at(targets[0]?.stage, "spec.requestedFreight.0.sources"));
    expect(sources).toEqual([
      { direct: true },
      { stages: ["dev"], requiredSoakTime: "1h30m0s" },
      { stages: ["prod-eu", "prod-us"], availabilityStrategy: "All" },
    ]);
  });

  test("writes a Warehouse as Kargo's webhook stores it", () => {
    const [main] = compile(wide, defaultSettings).delivery.warehouses;
    expect(main?.["spec"]).toEqual({
      freightCreationPolicy: "Automatic",
      interval: "1m30s",
      freightCreationCriteria: {
        expression: "commitFrom('https://github.com/acme/wide').ID == imageFrom('docker.io/acme/wide')?.Tag",
      },
      subscriptions: [
        {
          image: {
            repoURL: "docker.io/acme/wide",
            imageSelectionStrategy: "NewestBuild",
            strictSemvers: false,
            discoveryLimit: 5,
            platform: "linux/amd64",
          },
        },
        {
          git: {
            repoURL: "https://github.com/acme/wide",
            commitSelectionStrategy: "NewestFromBranch",
            strictSemvers: true,
            discoveryLimit: 20,
          },
        },
      ],
    });
  });

  test("names what belongs to a target by app and Stage", () => {
    const target = compile(wide, defaultSettings).environments[1]?.targets[1];
    if (target === undefined) throw new Error("no second target");
    const { stage, application, appProject, namespace, analysisTemplates, ...names } = target;
    expect(analysisTemplates).toEqual([]);
    expect(names).toEqual({
      stageName: "prod-us",
      type: "promoted",
      branch: "stage/prod-us",
      applicationName: "wide-prod-us",
      gitUrl: "https://github.com/acme/wide",
      overlay: "k8s/prod",
      imageRepository: "docker.io/acme/wide",
      placeholderImage: "wide",
    });
    expect([stage, application, appProject, namespace].map((object) => object?.metadata.name)).toEqual([
      "prod-us",
      "wide-prod-us",
      "wide-prod-us",
      "wide-prod-us",
    ]);
  });

  test("lists the repositories that credentials may be needed for, after mirrors", () => {
    const mirrors = [{ from: "docker.io/", to: "127.0.0.1:5000/" }];
    expect(compile(goserver, { ...defaultSettings, mirrors }).repositories).toEqual({
      git: ["https://github.com/acme/goserver"],
      images: ["127.0.0.1:5000/acme/goserver"],
      charts: [],
    });
  });

  test("deploys to a cluster by Argo CD's name for it when the settings say so", () => {
    const { environments } = compile(goserver, { ...defaultSettings, argocdNamespace: "cd", cluster: { name: "eu" } });
    const target = environments[0]?.targets[0];
    expect(at(target, "application.spec.destination")).toEqual({ name: "eu", namespace: "goserver-dev" });
    expect(at(target, "appProject.spec.destinations")).toEqual([{ name: "eu", namespace: "goserver-dev" }]);
    expect(at(target, "appProject.metadata.namespace")).toBe("cd");
  });
});

describe("the digest", () => {
  const digest = (definition = goserver, settings = defaultSettings) => compile(definition, settings).digest;

  test("changes with the graph and with the delivery part", () => {
    const changed = [
      { "stages.prod.from": "dev" },
      { "warehouses.main.git.branch": "trunk" },
      { "stages.staging.autoPromotion": false },
    ].map((changes) => digest(edited(changes)));
    expect(new Set([digest(), ...changed]).size).toBe(4);
    expect(digest()).toMatch(/^[0-9a-f]{64}$/);
  });

  test("stays when only the order of keys changes", () => {
    const { stages, ...rest } = structuredClone(goserver);
    expect(digest({ stages, ...rest })).toBe(digest());
  });
});

describe("a definition with errors", () => {
  test("is refused with all of them", () => {
    const wrong = edited({ "stages.prod.from": "stging", "stages.prod.requiredSoakTime": "1d" });
    expect(() => compile(wrong, defaultSettings)).toThrow(ProblemsError);
    expect(() => compile(wrong, defaultSettings)).toThrow(
      [
        'pipeline "goserver": 2 errors',
        '  error goserver.stages.prod.from: There is no environment of this name (got "stging"; allowed dev, staging). Perhaps "staging" is meant. [unknown-upstream]',
        '  error goserver.stages.prod.requiredSoakTime: This isn\'t a duration Kargo takes (got "1d"; allowed whole seconds in all, written with s, m and h: 30s, 90m, 1h30m). Write "24h". [duration]',
      ].join("\n"),
    );
  });
});
