/** Steps that only Kargo Enterprise runs. Source: akuity/kargo v1.11.2, docs/docs/50-user-guide/60-reference-docs/30-promotion-steps. */
const names = new Set([
  ...["gh-create-issue", "gh-issue-add-comment", "gh-issue-delete-comment", "gh-issue-update-comment"],
  ...["gh-search-issues", "gh-update-issue", "gh-wait-for-issue-state"],
  ...["gha-dispatch-workflow", "gha-wait-for-workflow", "hcl-update", "jfrog-evidence", "jira", "send-message"],
  ...["snow-create", "snow-delete", "snow-query-for-records", "snow-update", "snow-wait-for-condition"],
  ...["tf-apply", "tf-output", "tf-plan", "wait-for-approval"],
]);

export function isEnterpriseStep(name: string): boolean {
  return names.has(name);
}
