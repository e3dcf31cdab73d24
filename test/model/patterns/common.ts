/** Patterns of Kargo's documentation that most pipelines are made of: docs/50-user-guide/30-patterns. */
import {
  configurationOnly,
  expr,
  git,
  helmValues,
  image,
  kustomizeImage,
  type Pipeline,
  pipeline,
  renderedKustomize,
  sameTag,
  step,
  steps,
  warehouse,
  web,
} from "../../../model/definition.ts";

const web1 = image("docker.io/acme/web", { constraint: "^1.0.0" });
const manifests = git("https://github.com/acme/web", { branch: "main", includePaths: ["k8s"] });
const rendered = renderedKustomize({
  base: "k8s/base",
  overlay: (stage) => `k8s/${stage.environment}`,
  images: { web: "image" },
});
const main = { main: { image: web1, git: manifests } };

export const common: Readonly<Record<string, Pipeline>> = {
  "image-updater": pipeline("web", {
    warehouses: { main: { image: web1 } },
    promotionTemplate: kustomizeImage({
      repoURL: "https://github.com/acme/web-config",
      folder: (stage) => `stages/${stage.stage}`,
      images: { web: "image" },
    }),
    stages: { test: { from: warehouse("main"), autoPromotion: true }, prod: { from: "test" } },
  }),
  "image-updater-helm": pipeline("web", {
    warehouses: { main: { image: web1 } },
    promotionTemplate: helmValues({
      repoURL: "https://github.com/acme/web-config",
      chart: "charts/web",
      valuesFile: (stage) => `stages/${stage.stage}/values.yaml`,
      values: { "image.tag": expr.image("image").Tag },
    }),
    stages: { test: { from: warehouse("main"), autoPromotion: true }, prod: { from: "test" } },
  }),
  "config-updater": pipeline("web", {
    warehouses: { main: { git: manifests } },
    promotionTemplate: configurationOnly({ folder: (stage) => `k8s/${stage.stage}` }),
    stages: { test: { from: warehouse("main"), autoPromotion: true }, prod: { from: "test" } },
  }),
  "common-case": pipeline("web", {
    warehouses: main,
    promotionTemplate: rendered,
    stages: {
      test: { from: warehouse("main"), autoPromotion: true },
      uat: { from: "test", autoPromotion: true },
      prod: { from: "uat", protected: true, through: "pull-request" },
    },
  }),
  "mixed-promotion-modes": pipeline("web", {
    warehouses: main,
    promotionTemplate: rendered,
    stages: {
      test: { from: warehouse("main"), autoPromotion: true },
      uat: { from: "test", autoPromotion: true, selectionPolicy: "MatchUpstream" },
      prod: { from: "uat" },
    },
  }),
  "grouped-services": pipeline("shop", {
    warehouses: {
      main: {
        git: git("https://github.com/acme/shop", { branch: "main" }),
        subscriptions: { cart: image("docker.io/acme/cart"), pay: image("docker.io/acme/pay") },
        freightCreationCriteria: sameTag("cart", "pay"),
      },
    },
    promotionTemplate: renderedKustomize({
      base: "k8s/base",
      overlay: (stage) => `k8s/${stage.environment}`,
      images: { cart: "cart", pay: "pay" },
    }),
    stages: { test: { from: warehouse("main"), autoPromotion: true }, prod: { from: "test" } },
  }),
  "freight-assembly": pipeline("web", {
    warehouses: { main: { image: web1, git: manifests, freightCreationPolicy: "Manual", shard: "eu" } },
    promotionTemplate: rendered,
    stages: {
      test: { from: warehouse("main"), autoPromotion: true, shard: "eu" },
      prod: { from: "test", shard: "eu" },
    },
  }),
  "gatekeeper-stage": pipeline("web", {
    warehouses: main,
    promotionTemplate: rendered,
    stages: {
      gate: {
        from: warehouse("main"),
        autoPromotion: true,
        argocd: false,
        promotionTemplate: steps([step("compose-output", { image: expr.image("image").Tag })]),
        verification: [
          web({
            url: "https://scan.acme.example/images/{{args.tag}}",
            jsonPath: "{$.ok}",
            successCondition: "result == true",
            args: { tag: expr.image("image").Tag },
          }),
        ],
      },
      test: { from: "gate", autoPromotion: true },
      prod: { from: "test" },
    },
  }),
};
