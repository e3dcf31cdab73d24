import { everywhere } from "./back-ends.ts";
import { applicationKind, applications } from "./kinds.ts";
import { Place } from "./place.ts";
import { hasProtectedLabel, labelled } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

const least = 5;

export const wayBack: ObjectRule = {
  id: "G30",
  name: "way-back",
  title: `A protected Application keeps ${least} revisions or more, and is never emptied by an empty source`,
  severity: "medium",
  level: "deny",
  why: "A way back needs something to go back to, and allowEmpty lets a broken source delete everything",
  judges: "protected",
  kinds: [applicationKind],
  settings: [],
  backEnds: everywhere(),
  check: (object) =>
    Place.judge(object, (application) => {
      if (!hasProtectedLabel(application)) return;
      const spec = application.at("spec").required();
      const limit = spec.at("revisionHistoryLimit");
      const kept = limit.number();
      if (kept !== undefined && kept < least) limit.violation(`Fewer than ${least} revisions are kept to go back to`);
      const empty = spec.at("syncPolicy").at("automated").at("allowEmpty");
      if (empty.flag() === true) empty.violation("A source without manifests deletes everything that runs");
    }),
  cel: [
    {
      ...applications,
      operations: ["CREATE", "UPDATE"],
      holds: () =>
        `!${labelled} || ((!has(object.spec.revisionHistoryLimit) || object.spec.revisionHistoryLimit >= ${least}) && !(has(object.spec.syncPolicy) && has(object.spec.syncPolicy.automated) && has(object.spec.syncPolicy.automated.allowEmpty) && object.spec.syncPolicy.automated.allowEmpty))`,
    },
  ],
  fix: `Leave revisionHistoryLimit out or write ${least} or more, and remove allowEmpty`,
  source: "Argo CD, docs/user-guide/auto_sync.md",
};
