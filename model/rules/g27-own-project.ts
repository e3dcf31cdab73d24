import { everywhere } from "./back-ends.ts";
import { applicationKind, applications, appProjectKind, appProjects } from "./kinds.ts";
import { Place } from "./place.ts";
import { hasProtectedLabel, labelled } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

export const ownProject: ObjectRule = {
  id: "G27",
  name: "own-project",
  title: "A protected Application stands in an AppProject of its own that lets it take and write only what is named",
  severity: "critical",
  level: "deny",
  why: "Argo CD's project default lets every Application take manifests from anywhere and write them anywhere",
  judges: "protected",
  kinds: [applicationKind, appProjectKind],
  settings: [],
  backEnds: everywhere(),
  check: (object) =>
    Place.judge(object, (root) => {
      if (!hasProtectedLabel(root)) return;
      const spec = root.at("spec").required();
      if (root.at("kind").text() === "AppProject") openings(spec);
      else if (["default", ""].includes(spec.at("project").required().text() ?? "own"))
        spec.at("project").violation("This Application may take manifests from anywhere and write anywhere");
    }),
  cel: [
    {
      ...applications,
      operations: ["CREATE", "UPDATE"],
      holds: () => `!${labelled} || !(object.spec.project in ['default', ''])`,
    },
    {
      ...appProjects,
      operations: ["CREATE", "UPDATE"],
      holds: () =>
        `!${labelled} || ((!has(object.spec.sourceRepos) || !('*' in object.spec.sourceRepos)) && (!has(object.spec.destinations) || object.spec.destinations.all(d, !has(d.namespace) || d.namespace != '*' || (has(d.server) ? d.server : (has(d.name) ? d.name : '')) != '*')))`,
    },
  ],
  fix: "Give it an AppProject that names its repositories and its namespace",
  source: "Argo CD, docs/user-guide/projects.md",
};

function openings(spec: Place): void {
  for (const repository of spec.at("sourceRepos").items())
    if (repository.text() === "*") repository.violation("Its Applications may take manifests from any repository");
  for (const destination of spec.at("destinations").items()) {
    const cluster = destination.at("server").text() ?? destination.at("name").text();
    if (destination.at("namespace").text() === "*" && cluster === "*")
      destination.violation("Its Applications may write to any namespace of any cluster", '"*"');
  }
}
