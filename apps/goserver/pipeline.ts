import { expr, git, image, pipeline, renderedKustomize, sameCommit, warehouse, web } from "../../model/definition.ts";

/**
 * The sample's way: every commit on main goes to dev and staging by itself, is asked in staging whether it is the one
 * that should be there, and goes to prod by a person's hand and a merged pull request.
 */
export const goserver = pipeline("goserver", {
  warehouses: {
    main: {
      image: image("docker.io/acme/goserver", {
        imageSelectionStrategy: "NewestBuild",
        allowTagsRegexes: ["^[0-9a-f]{40}$"],
        cacheByTag: true,
      }),
      git: git("https://github.com/acme/goserver", { branch: "main" }),
      freightCreationCriteria: sameCommit("git", "image"),
    },
  },
  promotionTemplate: renderedKustomize({
    base: "apps/goserver/k8s/base",
    overlay: (stage) => `apps/goserver/k8s/${stage.environment}`,
    images: { goserver: "image" },
  }),
  stages: {
    dev: { from: warehouse("main"), autoPromotion: true },
    staging: {
      from: "dev",
      autoPromotion: true,
      verification: [
        web({
          // By its name in the cluster: Argo Rollouts' controller runs where the app does.
          url: "http://goserver.goserver-staging.svc/version",
          jsonPath: "{$.commit}",
          successCondition: 'result == "{{args.commit}}"',
          args: { commit: expr.commit("git").ID },
          ...{ count: 3, interval: "2s" },
        }),
      ],
    },
    // No requiredSoakTime: the sandbox's demonstration walks the whole way in minutes. An app with users wants hours here.
    prod: { from: "staging", protected: true, through: "pull-request" },
  },
});
