import {
  git,
  image,
  type Pipeline,
  pipeline,
  renderedKustomize,
  sameCommit,
  warehouse,
} from "../../model/definition.ts";
import type { Answers } from "./answers.ts";

/** The environments that a new app gets, in the order of promotion. */
export const environments = ["dev", "staging", "prod"] as const;

/** Images are tagged with the commit that they were built from. */
const commitTag = "^[0-9a-f]{40}$";

/** The pipeline that `definitionText` writes: checked before anything is written. */
export function definitionOf(answers: Answers): Pipeline {
  return pipeline(answers.app, {
    warehouses: {
      main: {
        image: image(answers.image, {
          imageSelectionStrategy: "NewestBuild",
          allowTagsRegexes: [commitTag],
          cacheByTag: true,
        }),
        git: git(answers.git, { branch: answers.branch }),
        freightCreationCriteria: sameCommit("git", "image"),
      },
    },
    promotionTemplate: renderedKustomize({
      base: answers.base,
      overlay: (stage) => `${answers.overlays}/${stage.environment}`,
      images: { [answers.placeholder]: "image" },
    }),
    stages: {
      dev: { from: warehouse("main"), autoPromotion: true },
      staging: { from: "dev", autoPromotion: true },
      prod: { from: "staging", protected: true, requiredSoakTime: "1h" },
    },
  });
}

/** `apps/<app>/pipeline.ts`. @param from what the definition language is imported from */
export function definitionText(answers: Answers, from: string): string {
  const { app, base, branch, git, image, overlays, placeholder } = answers;
  const quoted = (text: string) => JSON.stringify(text);
  const key = /^[A-Za-z_]\w*$/.test(placeholder) ? placeholder : quoted(placeholder);
  const inTemplate = overlays.replace(/[`\\]|\$\{/g, "\\$&");
  return `import { git, image, pipeline, renderedKustomize, sameCommit, warehouse } from ${quoted(from)};

/** Every commit on ${branch} goes to dev and staging by itself, and to prod by a person's hand. */
export const definition = pipeline(${quoted(app)}, {
  warehouses: {
    main: {
      // CI tags each image with the commit that it was built from.
      image: image(${quoted(image)}, {
        imageSelectionStrategy: "NewestBuild",
        allowTagsRegexes: [${quoted(commitTag)}],
        cacheByTag: true,
      }),
      git: git(${quoted(git)}, { branch: ${quoted(branch)} }),
      freightCreationCriteria: sameCommit("git", "image"),
    },
  },
  promotionTemplate: renderedKustomize({
    base: ${quoted(base)},
    overlay: (stage) => \`${inTemplate}/\${stage.environment}\`,
    images: { ${key}: "image" },
  }),
  stages: {
    dev: { from: warehouse("main"), autoPromotion: true },
    staging: { from: "dev", autoPromotion: true },
    prod: { from: "staging", protected: true, requiredSoakTime: "1h" },
  },
});
`;
}
