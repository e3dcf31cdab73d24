import { gitSubscriptionSchema } from "../kinds/git-subscription.gen.ts";
import { imageSubscriptionSchema } from "../kinds/image-subscription.gen.ts";
import type { Shape } from "./shape.ts";

const text: Shape = { type: "text" };
const flag: Shape = { type: "flag" };
const texts: Shape = { type: "list", of: text, what: "a list of texts" };
const fields = (required: Record<string, Shape>, optional: Record<string, Shape> = {}): Shape => ({
  type: "fields",
  required,
  optional,
});
const is = (value: string): Shape => ({ type: "choice", of: [value] });

/** Kargo's own limits. `Digest` is left out: it follows one moving tag, and what follows a commit's tag can't use it. */
const { imageSelectionStrategy, discoveryLimit } = imageSubscriptionSchema.properties;
const strategies = imageSelectionStrategy.enum.filter((strategy) => strategy !== "Digest");
const limit = ({ minimum, maximum }: { readonly minimum: number; readonly maximum: number }): Shape => ({
  type: "whole",
  minimum,
  maximum,
});

const image = fields(
  { kind: is("image"), repoURL: text },
  {
    imageSelectionStrategy: { type: "choice", of: strategies },
    constraint: text,
    strictSemvers: flag,
    allowTagsRegexes: texts,
    ignoreTagsRegexes: texts,
    platform: text,
    discoveryLimit: limit(discoveryLimit),
    cacheByTag: flag,
  },
);

const git = fields(
  { kind: is("git"), repoURL: text },
  {
    branch: text,
    includePaths: texts,
    excludePaths: texts,
    discoveryLimit: limit(gitSubscriptionSchema.properties.discoveryLimit),
  },
);

const warehouse = fields(
  {},
  {
    image,
    git,
    freightCreationCriteria: fields({ kind: is("sameCommit"), git: text, image: text }),
    interval: text,
  },
);

const stage = fields(
  {
    from: {
      type: "textOr",
      other: fields({ kind: is("Warehouse"), name: text }),
      what: 'the name of an upstream Stage, or warehouse("…")',
    },
  },
  {
    autoPromotion: flag,
    protected: flag,
    requiredSoakTime: text,
    targets: { type: "list", of: text, what: "a list of at least one name", some: true },
  },
);

/** A pipeline as `pipeline()` gives it. */
export const definitionShape: Shape = fields({
  app: text,
  warehouses: { type: "map", of: warehouse, what: "an object with at least one Warehouse" },
  promotionTemplate: fields(
    {
      kind: is("renderedKustomize"),
      base: text,
      images: { type: "map", of: text, what: "an object with at least one image" },
    },
    // `overlay` and `overlays` are two forms of one field; checks/promotion-template.ts judges them
    { overlay: { type: "anything" }, overlays: { type: "anything" } },
  ),
  stages: { type: "map", of: stage, what: "an object with at least one environment" },
});

/** Settings, from a stack's config. */
export const settingsShape: Shape = fields({
  mirrors: { type: "list", of: fields({ from: text, to: text }), what: "a list of { from, to }" },
  argocdNamespace: text,
  cluster: fields({}, { server: text, name: text }),
});
