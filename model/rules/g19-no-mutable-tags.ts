import { everywhere } from "./back-ends.ts";
import { warehouseKind, warehouses } from "./kinds.ts";
import { Place } from "./place.ts";
import { celList } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

const moving = ["latest", "main", "master", "dev", "stable", "edge"];

export const noMutableTags: ObjectRule = {
  id: "G19",
  name: "no-mutable-tags",
  title: "A Warehouse follows no tag that moves, and its patterns of tags match whole tags",
  severity: "high",
  level: "warn",
  why: "Behind a tag that moves stands another image tomorrow, and a pattern without ends takes tags that nobody meant",
  judges: "all",
  kinds: [warehouseKind],
  settings: [],
  backEnds: everywhere(),
  check: (object) =>
    Place.judge(object, (warehouse) => {
      for (const subscription of warehouse.at("spec").required().at("subscriptions").items()) {
        const image = subscription.at("image");
        const strategy = image.at("imageSelectionStrategy");
        if (strategy.text() === "Digest") strategy.violation("This follows a tag that moves");
        const constraint = image.at("constraint");
        if (moving.includes(constraint.text() ?? "")) constraint.violation("This tag moves");
        for (const pattern of image.at("allowTagsRegexes").items()) {
          const text = pattern.text();
          if (text !== undefined && !(text.startsWith("^") && text.endsWith("$")))
            pattern.violation("This pattern also takes tags that only contain what it means");
        }
      }
    }),
  cel: [
    {
      ...warehouses,
      operations: ["CREATE", "UPDATE"],
      holds: () =>
        `!has(object.spec.subscriptions) || object.spec.subscriptions.all(s, !has(s.image) || ((!has(s.image.imageSelectionStrategy) || s.image.imageSelectionStrategy != 'Digest') && (!has(s.image.constraint) || !(s.image.constraint in ${celList(moving)})) && (!has(s.image.allowTagsRegexes) || s.image.allowTagsRegexes.all(t, t.startsWith('^') && t.endsWith('$')))))`,
    },
  ],
  fix: "Follow tags of versions or commits, and write ^ and $ around their pattern",
  source: "Kargo, docs/docs/50-user-guide/20-how-to-guides/30-working-with-warehouses.md",
};
