import { everywhere } from "./back-ends.ts";
import { Place } from "./place.ts";
import { hasProtectedLabel, labelled } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

const include = "policy.sigstore.dev/include";

export const signedImages: ObjectRule = {
  id: "G23",
  name: "signed-images",
  title: "Where the settings ask for signed images, a protected namespace is held to them",
  severity: "high",
  level: "deny",
  why: "Sigstore's policy-controller only looks at namespaces with its label",
  judges: "protected",
  kinds: [{ apiVersion: "v1", kind: "Namespace" }],
  settings: ["signedImages"],
  backEnds: everywhere({ check: { not: "slipway check reads Kargo's and Argo's kinds only" } }),
  check: (object, settings) =>
    Place.judge(object, (namespace) => {
      if (!settings.signedImages || !hasProtectedLabel(namespace)) return;
      const labels = namespace.at("metadata").at("labels");
      const label = labels.at(include);
      if (label.isAbsent) labels.violation("Nobody looks at signatures in this namespace", `no ${include}`);
      else if (label.text() !== "true") label.violation("Nobody looks at signatures in this namespace");
    }),
  cel: [
    {
      group: "",
      version: "v1",
      resource: "namespaces",
      operations: ["CREATE", "UPDATE"],
      holds: (settings) =>
        settings.signedImages
          ? `!${labelled} || ('${include}' in object.metadata.labels && object.metadata.labels['${include}'] == 'true')`
          : undefined,
    },
  ],
  fix: `Label it ${include}: "true", and write a ClusterImagePolicy`,
  source: "Sigstore, policy-controller; an admission policy can't verify signatures itself",
};
