import { git, image, pipeline, renderedKustomize, sameCommit, warehouse } from "../../model/definition.ts";

/** The sample's way: every commit on main goes to dev and staging by itself, and to prod by a person's hand. */
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
    staging: { from: "dev", autoPromotion: true },
    prod: { from: "staging", protected: true, requiredSoakTime: "1h" },
  },
});
