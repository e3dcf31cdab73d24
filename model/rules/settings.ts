/** What rules know beyond the object; always plain and known at preview. */
export interface RuleSettings {
  readonly protectedStages: readonly string[];
  readonly verifiedStages: readonly string[];
  readonly autoPromotedStages: readonly string[];
  readonly upstreams: Readonly<Record<string, readonly string[]>>;
  readonly minimumSoak: string;
  readonly oldestFreight: string;
  readonly reviewedTasks: readonly string[];
  readonly allowedRepositories: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly protectedNamespaces: readonly string[];
  readonly allowedImages: readonly string[];
  readonly tagPatterns: Readonly<Record<string, string>>;
  readonly signedImages: boolean;
  readonly sloTemplates: readonly string[];
  readonly approvers: readonly string[];
  readonly deployers: readonly string[];
  readonly controllers: readonly string[];
  readonly kargoApi: readonly string[];
  readonly argocdControllers: readonly string[];
  readonly argocdServers: readonly string[];
}

interface Setting {
  readonly meaning: string;
  /** JSON schema of its value: what the policy pack tells the engine, and what files of settings are held to. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly default: unknown;
}

const names = { type: "array", items: { type: "string" } };

/**
 * Every setting. An empty default asks for nothing. Identities are those of the charts: kargo v1.11.2,
 * charts/kargo/templates; argo-cd v3.5.1, manifests/install.yaml.
 */
export const ruleSettings: Readonly<Record<keyof RuleSettings, Setting>> = {
  protectedStages: {
    meaning: 'Stages that count as protected even without the label `slipway.dev/protected: "true"`',
    schema: names,
    default: [],
  },
  verifiedStages: { meaning: "Stages that must verify: those that feed protected ones", schema: names, default: [] },
  autoPromotedStages: { meaning: "Stages that are promoted automatically", schema: names, default: [] },
  upstreams: {
    meaning: "The only upstream Stages each Stage may take Freight from; Stages left out may name any",
    schema: { type: "object", additionalProperties: names },
    default: {},
  },
  minimumSoak: {
    meaning: "Shortest `requiredSoakTime` of a protected Stage, such as `24h`",
    schema: { type: "string" },
    default: "",
  },
  oldestFreight: {
    meaning: "Age of Freight, such as `720h`, past which a promotion to a protected Stage needs a reason",
    schema: { type: "string" },
    default: "",
  },
  reviewedTasks: {
    meaning: "PromotionTasks known to do what a rule wants to see among a Stage's steps",
    schema: names,
    default: [],
  },
  allowedRepositories: {
    meaning: "Beginnings of the image, Git and chart repositories that Warehouses may follow",
    schema: names,
    default: [],
  },
  allowedHosts: { meaning: "Hosts that promotion steps may talk to", schema: names, default: [] },
  protectedNamespaces: { meaning: "Namespaces where only allowed images may run", schema: names, default: [] },
  allowedImages: { meaning: "Beginnings of the images that may run there", schema: names, default: [] },
  tagPatterns: {
    meaning: "For an image repository, the pattern (RE2) of the tags that Freight may hold",
    schema: { type: "object", additionalProperties: { type: "string" } },
    default: {},
  },
  signedImages: {
    meaning: "Protected namespaces are held to signed images by Sigstore's policy-controller",
    schema: { type: "boolean" },
    default: false,
  },
  sloTemplates: { meaning: "AnalysisTemplates that ask about a service level", schema: names, default: [] },
  approvers: { meaning: "Groups and users that approve promotions", schema: names, default: [] },
  deployers: {
    meaning:
      "Users and ServiceAccounts that may change what guards protect, such as Pulumi's. Left out: whoever may change the guards themselves",
    schema: names,
    default: [],
  },
  controllers: {
    meaning:
      "ServiceAccounts of Kargo's controllers; those of a pipeline's shards are known; in another namespace than `kargo` name them all",
    schema: names,
    default: [
      "system:serviceaccount:kargo:kargo-controller",
      "system:serviceaccount:kargo:kargo-management-controller",
    ],
  },
  kargoApi: {
    meaning: "ServiceAccounts of Kargo's API server, as which people come through its UI and CLI",
    schema: names,
    default: ["system:serviceaccount:kargo:kargo-api"],
  },
  argocdControllers: {
    meaning: "ServiceAccounts of Argo CD's application controllers",
    schema: names,
    default: ["system:serviceaccount:argocd:argocd-application-controller"],
  },
  argocdServers: {
    meaning: "ServiceAccounts of Argo CD's API server, as which people come through its UI and CLI",
    schema: names,
    default: ["system:serviceaccount:argocd:argocd-server"],
  },
};

/** Every setting at its default, but those given. */
export function settingsOf(given: Partial<RuleSettings> = {}): RuleSettings {
  const defaults = Object.fromEntries(Object.entries(ruleSettings).map(([name, setting]) => [name, setting.default]));
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...defaults, ...known } as unknown as RuleSettings;
}
