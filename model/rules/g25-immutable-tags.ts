import { nowhere } from "./back-ends.ts";
import { warehouseKind } from "./kinds.ts";
import type { Rule } from "./rule.ts";

export const immutableTags: Rule = {
  id: "G25",
  name: "immutable-tags",
  title: "The image's repository at Docker Hub doesn't let the tags move that Freight holds",
  severity: "medium",
  // asked only when a team wants it: it talks to Docker Hub
  level: "off",
  why: "A tag that can't move is as good as a digest",
  judges: "protected",
  kinds: [warehouseKind],
  settings: ["protectedStages"],
  backEnds: nowhere("No object has the setting; Docker Hub does, and is asked only about what is in a cluster", {
    live: { elsewhere: "model/live/immutable-tags.ts" },
  }),
  fix: "Turn on immutable tags in the repository's settings at Docker Hub",
  source: "docs.docker.com, immutable tags; Docker Hub's API, immutable_tags_settings of a repository",
};
