/** Patterns of Kargo's documentation about the way Freight takes: docs/50-user-guide/30-patterns. */
import {
  chart,
  configurationOnly,
  expr,
  git,
  helmChartDependency,
  image,
  job,
  type Pipeline,
  pipeline,
  renderedHelm,
  renderedKustomize,
  sameCommit,
  step,
  steps,
  task,
  text,
  warehouse,
} from "../../../model/definition.ts";

const manifests = { branch: "main", includePaths: ["k8s"] };
const warehouses = { main: { image: image("docker.io/acme/web"), git: git("https://github.com/acme/web", manifests) } };
const promotionTemplate = renderedKustomize({
  base: "k8s/base",
  overlay: (stage) => `k8s/${stage.environment}`,
  images: { web: "image" },
});

export const shapes: Readonly<Record<string, Pipeline>> = {
  "fan-out-and-in": pipeline("web", {
    warehouses,
    promotionTemplate,
    stages: {
      test: { from: warehouse("main"), autoPromotion: true },
      load: { from: "test", autoPromotion: true },
      uat: { from: "test", autoPromotion: true },
      prod: { from: ["load", "uat"], protected: true, requiredSoakTime: "1h", targets: ["eu", "us"] },
    },
  }),
  "a-b": pipeline("web", {
    warehouses,
    promotionTemplate,
    stages: {
      test: { from: warehouse("main"), autoPromotion: true },
      a: { from: "test", autoPromotion: true },
      b: { from: "test" },
      prod: { from: ["a", "b"], availabilityStrategy: "OneOf" },
    },
  }),
  "control-flow-stage": pipeline("web", {
    warehouses,
    promotionTemplate,
    stages: {
      test: { from: warehouse("main"), autoPromotion: true, targets: ["a", "b"] },
      release: { from: "test", controlFlow: true },
      prod: { from: "release", targets: ["eu", "us"] },
    },
  }),
  "multiple-warehouses": pipeline("web", {
    warehouses: {
      app: { image: image("docker.io/acme/web"), interval: "5m" },
      config: { git: git("https://github.com/acme/web", { branch: "main" }), interval: "1h" },
    },
    promotionTemplate,
    stages: {
      test: { from: { app: { direct: true }, config: { direct: true } }, autoPromotion: true },
      prod: { from: { app: { stages: "test", requiredSoakTime: "24h" }, config: { stages: "test" } } },
    },
  }),
  "commits-and-releases": pipeline("web", {
    warehouses: {
      commits: {
        image: image("docker.io/acme/web", {
          imageSelectionStrategy: "NewestBuild",
          allowTagsRegexes: ["^[0-9a-f]{40}$"],
        }),
        git: git("https://github.com/acme/web", { branch: "main" }),
        freightCreationCriteria: sameCommit("git", "image"),
      },
      releases: {
        image: image("docker.io/acme/web", { constraint: ">=1.0.0" }),
        git: git("https://github.com/acme/web", { commitSelectionStrategy: "SemVer", semverConstraint: ">=1.0.0" }),
      },
    },
    promotionTemplate,
    stages: {
      dev: { from: warehouse("commits"), autoPromotion: true },
      uat: { from: warehouse("releases"), autoPromotion: true },
      prod: { from: "uat", protected: true },
    },
  }),
  "parallel-pipelines": pipeline("shop", {
    warehouses: {
      cart: { image: image("docker.io/acme/cart"), git: git("https://github.com/acme/cart", manifests) },
      pay: { image: image("docker.io/acme/pay"), git: git("https://github.com/acme/pay", manifests) },
    },
    promotionTemplate: renderedKustomize({
      base: "k8s/base",
      overlay: (stage) => `k8s/${stage.stage}`,
      images: { app: "image" },
    }),
    stages: {
      "cart-test": { from: warehouse("cart"), autoPromotion: true },
      "cart-prod": { from: "cart-test" },
      "pay-test": { from: warehouse("pay"), autoPromotion: true },
      "pay-prod": { from: "pay-test" },
    },
  }),
  "pre-pipeline": pipeline("web", {
    warehouses: {
      commits: { git: git("https://github.com/acme/web", { branch: "main" }) },
      published: { chart: chart("oci://ghcr.io/acme/charts/web", { semverConstraint: "^1.0.0" }) },
    },
    stages: {
      publish: {
        from: warehouse("commits"),
        autoPromotion: true,
        argocd: false,
        verification: [job({ image: "docker.io/acme/is-published:1.0.0" })],
        promotionTemplate: steps((stage) => {
          const clone = step("git-clone", {
            repoURL: "https://github.com/acme/web",
            checkout: [{ commit: expr.commit("git").ID, path: "./src" }],
          });
          const version = text`${stage.stage}-${expr.commit("git").ID}`;
          const tag = step("git-tag", { path: "./src", tag: version, message: version });
          return [
            clone,
            tag,
            step("git-push", { path: "./src", tag: version }, { if: expr.success(), retry: { timeout: "5m" } }),
          ];
        }),
      },
      prod: {
        from: warehouse("published"),
        promotionTemplate: helmChartDependency({
          repoURL: "https://github.com/acme/config",
          chart: (stage) => `charts/${stage.stage}`,
          charts: ["chart"],
        }),
      },
    },
  }),
  "ordered-services": pipeline("shop", {
    warehouses,
    promotionTemplate: configurationOnly({ folder: (stage) => `k8s/${stage.stage}`, render: "copy" }),
    stages: {
      "db-test": { from: warehouse("main"), autoPromotion: true },
      "web-test": { from: "db-test", autoPromotion: true },
      "db-prod": { from: "web-test" },
      "web-prod": { from: "db-prod", autoPromotion: true },
    },
  }),
  monorepo: pipeline("cart", {
    warehouses: {
      main: {
        image: image("docker.io/acme/cart"),
        git: git("https://github.com/acme/mono", { branch: "main", includePaths: ["glob:cart/**"], blobless: true }),
      },
    },
    promotionTemplate: renderedHelm({
      chart: "cart/chart",
      valuesFiles: (stage) => ["cart/chart/values.yaml", `cart/stages/${stage.environment}.yaml`],
      values: { "image.tag": expr.image("image").Tag },
    }),
    stages: { test: { from: warehouse("main"), autoPromotion: true }, prod: { from: "test" } },
  }),
  "shared-promotion-task": pipeline("web", {
    warehouses,
    promotionTasks: {
      notify: {
        vars: { channel: null, word: "promoted" },
        steps: [
          step("http", {
            url: "https://chat.acme.example/hooks",
            method: "POST",
            body: text`${expr.variable("word")} to ${expr.variable("channel")}`,
          }),
        ],
      },
    },
    stages: {
      test: {
        from: warehouse("main"),
        autoPromotion: true,
        vars: { team: "web" },
        promotionTemplate: steps([task("notify", { as: "told", vars: { channel: expr.variable("team") } })]),
      },
      prod: { from: "test", promotionTemplate: steps([task("notify", { vars: { channel: "prod" } })]) },
    },
  }),
};
