import { nowhere } from "./back-ends.ts";
import type { Rule } from "./rule.ts";

export const onlyCiPushes: Rule = {
  id: "G24",
  name: "only-ci-pushes",
  title: "Only CI may push images: one token to write for CI, one to read for the cluster",
  severity: "high",
  level: "off",
  why: "Whoever reads the cluster's token could otherwise push what the next promotion deploys",
  judges: "protected",
  kinds: [],
  settings: [],
  backEnds: nowhere(
    "Docker Hub knows what its tokens may do, but not who holds which, and no Secret is ever read to see",
    {
      preview: { elsewhere: "model/source/push-logins.ts" },
      apiServer: { not: "The API server sees a Secret's bytes, not what the token in them may do" },
    },
  ),
  fix: "Make two tokens at Docker Hub",
  source: "docs.docker.com, access tokens",
};
