import { nameMatches } from "./name-pattern.ts";

/** One entry of a ProjectConfig's promotionPolicies. */
export interface PromotionPolicy {
  readonly stage?: string;
  readonly stageSelector?: {
    readonly name?: string;
    readonly matchLabels?: Readonly<Record<string, string>>;
    readonly matchExpressions?: readonly LabelRequirement[];
  };
  readonly autoPromotionEnabled?: boolean;
}

export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

interface Named {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/**
 * Whether a Stage's Freight is promoted by itself: the first policy that fits it decides, whatever a later one says, and
 * without one the answer is no. Source: kargo v1.11.2, pkg/api/auto_promotion.go.
 */
export function autoPromotionEnabled({ metadata }: Named, policies: readonly PromotionPolicy[]): boolean {
  const first = policies.find(({ stage, stageSelector = { name: stage ?? "" } }) => {
    const { name, matchLabels = {}, matchExpressions = [] } = stageSelector;
    if (name && !nameMatches(name, metadata.name)) return false;
    const labels = metadata.labels ?? {};
    return (
      Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
      matchExpressions.every((requirement) => meets(labels, requirement))
    );
  });
  return first?.autoPromotionEnabled ?? false;
}

function meets(labels: Readonly<Record<string, string>>, { key, operator, values = [] }: LabelRequirement): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      throw new Error(`label selector: ${JSON.stringify(operator)} isn't an operator`);
  }
}
