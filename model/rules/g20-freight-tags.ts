import { RE2JS } from "re2js";
import { nowhere } from "./back-ends.ts";
import { freightKind, freights } from "./kinds.ts";
import { Place } from "./place.ts";
import { celText } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

export const freightTags: ObjectRule = {
  id: "G20",
  name: "freight-tags",
  title: "Freight holds only tags that fit the settings' pattern for the image's repository",
  severity: "high",
  level: "deny",
  why: "Freight made by hand escapes the Warehouse's patterns: Kargo looks at its repository, never at its tag",
  judges: "protected",
  kinds: [freightKind],
  settings: ["tagPatterns"],
  backEnds: nowhere("Freight comes into being in the cluster", { pack: "here", apiServer: "here", live: "here" }),
  check: (object, { tagPatterns }) =>
    Place.judge(object, (freight) => {
      for (const image of freight.at("images").items()) {
        const repository = image.at("repoURL").text() ?? "";
        const pattern = Object.hasOwn(tagPatterns, repository) ? tagPatterns[repository] : undefined;
        const tag = image.at("tag");
        if (pattern !== undefined && !fits(pattern, tag.text() ?? ""))
          (tag.isAbsent ? image : tag).violation(`Freight may hold only tags that fit ${pattern}`);
      }
    }),
  cel: [
    {
      ...freights,
      operations: ["CREATE"],
      holds: ({ tagPatterns }) =>
        Object.keys(tagPatterns).length === 0
          ? undefined
          : Object.entries(tagPatterns)
              .map(
                ([repository, pattern]) =>
                  `(!has(object.images) || object.images.all(i, !has(i.repoURL) || i.repoURL != ${celText(repository)} || (has(i.tag) && i.tag.matches(${celText(pattern)}))))`,
              )
              .join(" && "),
    },
  ],
  overridable: true,
  fix: "Make the Freight of an image that the Warehouse would have found",
  source: "Kargo, pkg/webhook/kubernetes/freight/webhook.go",
};

/** A pattern that RE2 can't read fits nothing: a guard that can't see must not open. */
function fits(pattern: string, tag: string): boolean {
  try {
    return RE2JS.compile(pattern).matcher(tag).find();
  } catch {
    return false;
  }
}
