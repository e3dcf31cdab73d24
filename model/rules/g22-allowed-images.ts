import { nowhere } from "./back-ends.ts";
import { Place } from "./place.ts";
import { celList } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

const lists = ["initContainers", "containers", "ephemeralContainers"];
const byDigest = "@sha256:[a-f0-9]{64}$";

export const allowedImages: ObjectRule = {
  id: "G22",
  name: "allowed-images",
  title: "In namespaces that the settings name, Pods run only allowed images, by digest",
  severity: "medium",
  level: "audit",
  why: "A Pod made by hand goes past every Stage",
  judges: "protected",
  kinds: [{ apiVersion: "v1", kind: "Pod" }],
  settings: ["protectedNamespaces", "allowedImages"],
  backEnds: nowhere("Pods come from an app's manifests, which Slipway doesn't hold", {
    pack: "here",
    apiServer: "here",
    live: "here",
  }),
  check: (object, { protectedNamespaces, allowedImages: allowed }) =>
    Place.judge(object, (pod) => {
      const namespace = pod.at("metadata").required().at("namespace").text();
      if (namespace === undefined || !protectedNamespaces.includes(namespace)) return;
      for (const list of lists)
        for (const container of pod.at("spec").required().at(list).items()) {
          const image = container.at("image").required();
          const text = image.text();
          if (text === undefined) continue;
          if (!allowed.some((beginning) => text.startsWith(beginning))) image.violation("This image may not run here");
          else if (!new RegExp(byDigest).test(text))
            image.violation("This image is named by a tag, which can be moved");
        }
    }),
  cel: [
    {
      group: "",
      version: "v1",
      resource: "pods",
      operations: ["CREATE", "UPDATE"],
      holds: ({ protectedNamespaces, allowedImages: allowed }) =>
        protectedNamespaces.length === 0
          ? undefined
          : `!(object.metadata.namespace in ${celList(protectedNamespaces)}) || (${lists
              .map(
                (list) =>
                  `(!has(object.spec.${list}) || object.spec.${list}.all(c, ${celList(allowed)}.exists(a, c.image.startsWith(a)) && c.image.matches('${byDigest}')))`,
              )
              .join(" && ")})`,
    },
  ],
  overridable: true,
  fix: "Deploy through the Stage, and name images by digest",
  source: "guards: kubectl run is the side door",
};
