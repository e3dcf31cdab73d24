import type { UpgradeRow } from "./row.ts";

/** Steps with a page among upstream's promotion steps and no code in the open source; Kargo Enterprise has them. */
const steps = [
  ...["gh-create-issue", "gh-issue-add-comment", "gh-issue-delete-comment", "gh-issue-update-comment"],
  ...[
    "gh-search-issues",
    "gh-update-issue",
    "gh-wait-for-issue-state",
    "gha-dispatch-workflow",
    "gha-wait-for-workflow",
  ],
  ...["hcl-update", "jfrog-evidence", "jira", "send-message", "snow-create", "snow-delete", "snow-query-for-records"],
  ...["snow-update", "snow-wait-for-condition", "tf-apply", "tf-output", "tf-plan"],
];

/** A step that only Kargo Enterprise has fails in the open source: nobody knows its name there. */
export const enterpriseRows: readonly UpgradeRow[] = steps.map((step) => ({
  id: `enterprise-${step}`,
  product: "kargo",
  enterprise: true,
  where: { steps: [step] },
  happens: `Kargo's open source has no step ${step}, and the Promotion fails`,
  fix: "Use a step of the open source, such as http, or run Kargo Enterprise",
  source: `docs/docs/50-user-guide/60-reference-docs/30-promotion-steps/${step}.md`,
}));
