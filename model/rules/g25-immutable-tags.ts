import { nowhere } from "./back-ends.ts";
import type { Rule } from "./rule.ts";

export const immutableTags: Rule = {
  id: "G25",
  name: "immutable-tags",
  title: "The image's repository at Docker Hub doesn't let tags move",
  severity: "medium",
  level: "off",
  why: "A tag that can't move is as good as a digest",
  judges: "protected",
  kinds: [],
  settings: [],
  backEnds: nowhere("The setting is in Docker Hub's web pages alone, and no object has it"),
  fix: "Turn on immutable tags in the repository's settings at Docker Hub",
  source: "docs.docker.com, immutable tags",
};
