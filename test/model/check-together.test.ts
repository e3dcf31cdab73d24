import { describe, expect, test } from "vitest";
import { checkTogether } from "../../model/check-together.ts";
import {
  git,
  image,
  kustomizeImage,
  type Pipeline,
  pipeline,
  renderedKustomize,
  step,
  steps,
  warehouse,
} from "../../model/definition.ts";
import { formatProblem } from "../../model/problem.ts";
import { defaultSettings } from "../../model/settings.ts";

const kinds = {
  rendered: () =>
    renderedKustomize({ base: "k8s/base", overlay: ({ stage }) => `k8s/${stage}`, images: { app: "image" } }),
  onBranch: () => kustomizeImage({ branch: "env", folder: ({ stage }) => `k8s/${stage}`, images: { app: "image" } }),
  ownSteps: () => steps([step("git-clear", { path: "./out" })]),
  elsewhere: () =>
    steps([step("git-clear", { path: "./out" })], {
      source: ({ stage }) => ({ path: `k8s/${stage}`, targetRevision: "env" }),
    }),
};

function app(
  name: string,
  stage: string,
  repository = name,
  template: keyof typeof kinds = "rendered",
  more: { readonly targets?: readonly string[] } = {},
): Pipeline {
  return pipeline(name, {
    warehouses: {
      main: {
        image: image(`docker.io/acme/${name}-image`),
        git: git(`https://github.com/acme/${repository}`, { branch: "main", includePaths: [`k8s-${name}`] }),
      },
    },
    promotionTemplate: kinds[template](),
    stages: { [stage]: { from: warehouse("main"), ...more } },
  });
}

const told = (...pipelines: Pipeline[]) => checkTogether(pipelines, defaultSettings).map(formatProblem);
const branch = (path: string, name: string, other: string, own: string) =>
  `error ${path}: Two apps would render into one branch of one repository, and each promotion would take away the other's manifests (got "stage/${name} of https://github.com/acme/mono", also of ${other}). Name the environments so that their Stages differ, such as "${own}-…", or render into another repository (repoURL). [shared-branch]`;

describe("pipelines of one cluster", () => {
  test("that share nothing have no problem", () => {
    expect(told(app("cart", "prod"), app("pay", "prod"))).toEqual([]);
  });

  test("can't be two of one app", () => {
    expect(told(app("cart", "prod"), app("cart", "live"))).toEqual([
      "error cart.app: Two pipelines have one app's name, which is their Kargo Project's and its namespace's (got \"cart\"). Rename one of them, or leave one out of slipway:pipelines. [doubled-app]",
    ]);
  });

  test("can't make one namespace of different apps and Stages", () => {
    expect(told(app("shop", "web-prod"), app("shop-web", "prod"))).toEqual([
      'error shop-web.stages.prod: Two apps would make a namespace, an Application and an AppProject of one name (got "shop-web-prod", also of shop.stages.web-prod). Rename one of the apps, environments or targets. [doubled-derived-name]',
    ]);
    expect(told(app("shop", "prod", "a", "rendered", { targets: ["eu"] }), app("shop-prod", "eu"))).toEqual([
      'error shop-prod.stages.eu: Two apps would make a namespace, an Application and an AppProject of one name (got "shop-prod-eu", also of shop.stages.prod). Rename one of the apps, environments or targets. [doubled-derived-name]',
    ]);
  });

  test.each([
    ["behind", [app("shop", "web"), app("shop-web", "prod")], "shop-web.app", "shop.stages.web"],
    ["before", [app("shop-web", "prod"), app("shop", "web")], "shop.stages.web", "shop-web.app"],
  ])("can't deploy to another one's Project, which stands %s it", (_, pipelines, path, other) => {
    expect(told(...pipelines)).toEqual([
      `error ${path}: One app's Project would have the namespace that another app's Stage deploys to (got "shop-web", also of ${other}). Rename one of the apps, environments or targets. [doubled-derived-name]`,
    ]);
  });

  test("of one monorepo can't render into one branch", () => {
    expect(told(app("cart", "prod", "mono"), app("pay", "prod", "mono.git"))).toEqual([
      branch("pay.stages.prod", "prod", "cart.stages.prod", "pay").replace('acme/mono"', 'acme/mono.git"'),
    ]);
    expect(told(app("cart", "prod", "mono"), app("pay", "prod", "mono", "ownSteps"))).toEqual([
      branch("pay.stages.prod", "prod", "cart.stages.prod", "pay"),
    ]);
  });

  test("of one monorepo are fine with Stages of their own, on a branch people share, or where Applications follow something else", () => {
    expect(told(app("cart", "cart-prod", "mono"), app("pay", "pay-prod", "mono"))).toEqual([]);
    expect(told(app("cart", "prod", "mono", "onBranch"), app("pay", "prod", "mono", "onBranch"))).toEqual([]);
    expect(told(app("cart", "prod", "mono"), app("pay", "prod", "mono", "elsewhere"))).toEqual([]);
  });

  test("tell their own problems beside those between them, all at once", () => {
    const wrong = { ...app("pay", "prod", "mono"), promotionTasks: [] } as unknown as Pipeline;
    expect(told(app("cart", "prod", "mono"), wrong).map((line) => line.split(":")[0])).toEqual([
      "error pay.promotionTasks",
      "error pay.stages.prod",
    ]);
  });

  test("of any data are read to an end", () => {
    const anything = [null, 1, "a", [], {}, { app: "a" }, { app: "a", stages: [1] }] as unknown as Pipeline[];
    expect(() => told(...anything)).not.toThrow();
  });
});
