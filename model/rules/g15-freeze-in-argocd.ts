import { timeZone } from "../grammar/time-zone.ts";
import { everywhere } from "./back-ends.ts";
import { appProjectKind, appProjects } from "./kinds.ts";
import { Place } from "./place.ts";
import { hasProtectedLabel, labelled } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

const targets = ["applications", "namespaces", "clusters"];

export const freezeInArgocd: ObjectRule = {
  id: "G15",
  name: "freeze-in-argocd",
  title:
    "A deny window of a protected AppProject holds for Kargo's syncs too, in a time zone that exists, and for something",
  severity: "high",
  level: "deny",
  why: "Kargo's syncs count as manual, so a window with manualSync lets them through; Argo CD takes UTC for a time zone it doesn't know",
  judges: "protected",
  kinds: [appProjectKind],
  settings: [],
  backEnds: everywhere(),
  check: (object) =>
    Place.judge(object, (project) => {
      if (!hasProtectedLabel(project)) return;
      for (const window of project.at("spec").required().at("syncWindows").items()) {
        if (window.at("kind").required().text() !== "deny") continue;
        const manual = window.at("manualSync");
        if (manual.flag() === true)
          manual.violation("Kargo syncs through this window, since its syncs count as manual");
        const zone = window.at("timeZone");
        const text = zone.text();
        if (text !== undefined && timeZone(text) !== undefined) zone.violation("There is no such time zone");
        if (targets.every((key) => window.at(key).items().length === 0))
          window.violation("This window holds for no Application", "no applications, namespaces or clusters");
      }
    }),
  cel: [
    {
      ...appProjects,
      operations: ["CREATE", "UPDATE"],
      // an unknown time zone is an error of the last function, and an error refuses
      holds: () =>
        `!${labelled} || !has(object.spec.syncWindows) || object.spec.syncWindows.all(w, !has(w.kind) || w.kind != 'deny' || (!(has(w.manualSync) && w.manualSync) && (${targets.map((key) => `(has(w.${key}) && w.${key}.size() > 0)`).join(" || ")}) && (!has(w.timeZone) || w.timeZone == '' || timestamp('2026-01-01T00:00:00Z').getHours(w.timeZone) >= 0)))`,
    },
  ],
  fix: "Write manualSync: false, a name of IANA's database and applications",
  source: "Argo CD, pkg/apis/application/v1alpha1/types.go, SyncWindow; kargo#3928",
};
