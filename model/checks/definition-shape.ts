import { isRecord } from "../json.ts";
import { gitSubscriptionSchema } from "../kinds/git-subscription.gen.ts";
import { imageSubscriptionSchema } from "../kinds/image-subscription.gen.ts";
import { gitProviders } from "../settings.ts";
import type { Shape } from "./shape.ts";
import { bareExpression, promotionTemplate, task, value, values } from "./template-shape.ts";
import { verification } from "./verification-shape.ts";

const text: Shape = { type: "text" };
const flag: Shape = { type: "flag" };
const texts: Shape = { type: "list", of: text, what: "a list of texts" };
const fields = (required: Record<string, Shape>, optional: Record<string, Shape> = {}): Shape => ({
  type: "fields",
  required,
  optional,
});
const is = (value: string | boolean): Shape => ({ type: "choice", of: [value] });

/** Kargo's own limits. */
const { imageSelectionStrategy, discoveryLimit } = imageSubscriptionSchema.properties;
const limit: Shape = { type: "whole", minimum: discoveryLimit.minimum, maximum: discoveryLimit.maximum };
const common = { discoveryLimit: limit, insecureSkipTLSVerify: flag };
const tags = { allowTagsRegexes: texts, ignoreTagsRegexes: texts, strictSemvers: flag, ...common };

const image = fields(
  { kind: is("image"), repoURL: text },
  {
    imageSelectionStrategy: { type: "choice", of: imageSelectionStrategy.enum },
    constraint: text,
    platform: text,
    cacheByTag: flag,
    ...tags,
  },
);
const git = fields(
  { kind: is("git"), repoURL: text },
  {
    branch: text,
    commitSelectionStrategy: { type: "choice", of: gitSubscriptionSchema.properties.commitSelectionStrategy.enum },
    semverConstraint: text,
    includePaths: texts,
    excludePaths: texts,
    expressionFilter: value,
    since: text,
    blobless: flag,
    ...tags,
  },
);
const chart = fields({ kind: is("chart"), repoURL: text }, { name: text, semverConstraint: text, ...common });
const subscription: Shape = {
  type: "choose",
  what: "a subscription made by image, git or chart",
  choose: (given) => {
    if (!isRecord(given)) return undefined;
    return given.kind === "image" ? image : given.kind === "git" ? git : chart;
  },
};
const criteria: Shape = {
  type: "choose",
  what: "a criterion made by sameCommit, sameTag or criterion",
  choose: (given) => {
    if (!isRecord(given)) return undefined;
    if (given.kind === "sameTag") return fields({ kind: is("sameTag"), images: { ...texts, some: true } as Shape });
    if (given.kind === "criterion") return fields({ kind: is("criterion"), expression: bareExpression });
    return fields({ kind: is("sameCommit"), git: text, image: text });
  },
};

const warehouse = fields(
  {},
  {
    image,
    git,
    chart,
    subscriptions: { type: "map", of: subscription, what: "an object from name to subscription", empty: true },
    freightCreationPolicy: { type: "choice", of: ["Automatic", "Manual"] },
    freightCreationCriteria: criteria,
    interval: text,
    shard: text,
  },
);

const strategy: Shape = { type: "choice", of: ["OneOf", "All"] };
const freight = {
  requiredSoakTime: text,
  availabilityStrategy: strategy,
  selectionPolicy: { type: "choice", of: ["NewestFreight", "MatchUpstream"] } as Shape,
};
const names: Shape = { type: "list", of: text, what: "a list of at least one name", some: true };
const nameOrNames: Shape = {
  type: "choose",
  what: "a name or a list of names",
  choose: (given) => (typeof given === "string" ? text : Array.isArray(given) ? names : undefined),
};
const origin = fields({}, { direct: { type: "choice", of: [true] }, stages: nameOrNames, ...freight });
const from: Shape = {
  type: "choose",
  what: 'the name of an upstream Stage, or warehouse("…")',
  choose: (given) => {
    if (typeof given === "string") return text;
    if (Array.isArray(given)) return names;
    if (!isRecord(given)) return undefined;
    if (typeof given.kind === "string" || "name" in given) return fields({ kind: is("Warehouse"), name: text });
    return { type: "map", of: origin, what: "an object with at least one Warehouse" };
  },
};

const shard: Shape = {
  type: "choose",
  what: "a shard's name, or an object from target to shard",
  choose: (given) => (isRecord(given) ? { type: "map", of: text, what: "an object from target to shard" } : text),
};
const controlFlow = fields(
  { from, controlFlow: is(true) },
  { availabilityStrategy: strategy, protected: flag, targets: names, shard },
);
const freezeWindow = fields({ from: text, until: text, zone: text }, { reason: text });
const promoted = fields(
  { from },
  {
    autoPromotion: flag,
    protected: flag,
    ...freight,
    targets: names,
    shard,
    controlFlow: flag,
    promotionTemplate,
    through: is("pull-request"),
    pullRequestTimeout: text,
    vars: values,
    verification: { type: "list", of: verification, what: "a list of verifications" },
    argocd: flag,
    freeze: { type: "list", of: freezeWindow, what: "a list of at least one window", some: true },
  },
);
const stage: Shape = {
  type: "choose",
  what: "an object",
  choose: (given) => (isRecord(given) && given.controlFlow === true ? controlFlow : promoted),
};

/** What belongs to each environment for itself. */
const ofEnvironments = [
  "from",
  "autoPromotion",
  "protected",
  "requiredSoakTime",
  "targets",
  "verification",
  "vars",
  "freeze",
];

/** A pipeline as `pipeline()` gives it. */
export const definitionShape: Shape = {
  ...fields(
    {
      app: text,
      warehouses: {
        type: "map",
        of: warehouse,
        what: "an object with at least one Warehouse",
        example: 'warehouses: { main: { image: image("docker.io/acme/web") } }',
      },
      stages: {
        type: "map",
        of: stage,
        what: "an object with at least one environment",
        example: 'stages: { dev: { from: warehouse("main") } }',
      },
    },
    {
      promotionTemplate,
      promotionTasks: { type: "map", of: task, what: "an object from name to PromotionTask", empty: true },
      notify: fields({ host: text, secret: text }),
    },
  ),
  elsewhere: Object.fromEntries(
    ofEnvironments.map((key) => [key, "Write it in the environment it is for, under stages"]),
  ),
} as Shape;

/** Settings, from a stack's config. */
const groups: Shape = { type: "list", of: text, what: "a list of groups" };
const people = fields({
  groupsClaim: text,
  groupsPrefix: text,
  viewer: groups,
  developer: groups,
  admin: groups,
  promoter: { type: "map", of: groups, what: "an object from environment to groups", empty: true },
});
const destination = fields({}, { server: text, name: text });
const place = fields(
  { cluster: text, destination },
  { namespaces: { type: "list", of: text, what: "a list of namespaces" }, shard: text, argocdNamespace: text },
);
const places = fields(
  { targets: { type: "map", of: place, what: "an object from target to place", empty: true } },
  { default: place },
);

export const settingsShape: Shape = fields(
  {
    mirrors: { type: "list", of: fields({ from: text, to: text }), what: "a list of { from, to }" },
    argocdNamespace: text,
    cluster: destination,
  },
  { gitProvider: { type: "choice", of: gitProviders }, frozen: text, people, places },
);
