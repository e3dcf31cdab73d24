import { everywhere } from "./back-ends.ts";
import { Place } from "./place.ts";
import type { ObjectRule } from "./rule.ts";

export const fourEyes: ObjectRule = {
  id: "G14",
  name: "four-eyes",
  title: "Nobody whom the settings name as approver is bound to a role in Kargo's Projects",
  severity: "high",
  level: "deny",
  why: "A promotion's pull request is written by Kargo, so whoever promotes could approve it too",
  judges: "protected",
  kinds: [{ apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding" }],
  settings: ["approvers"],
  backEnds: everywhere({
    preview: { elsewhere: "model/people/check-people.ts" },
    check: { not: "slipway check reads Kargo's and Argo's kinds only" },
    apiServer: { not: "who is in a group is known to the identity provider and to GitHub" },
  }),
  check: (object, { approvers }) =>
    Place.judge(object, (binding) => {
      if (approvers.length === 0) return;
      // viewers may approve
      if (/view/.test(binding.at("roleRef").at("name").text() ?? "")) return;
      for (const subject of binding.at("subjects").items()) {
        const name = subject.at("name");
        if (approvers.includes(name.text() ?? "")) name.violation("An approver may also act here");
      }
    }),
  fix: "Bind another group, or let another one approve",
  source: "guards: a pull request's author is the bot, so GitHub's own check of the author doesn't help",
};
