import { goserver } from "../../../apps/goserver/pipeline.ts";
import { type Compiled, compile } from "../../../model/compile.ts";
import { nobody, type People } from "../../../model/people/people.ts";
import { type Platform, platformOf } from "../../../model/platform/platform.ts";
import { defaultSettings } from "../../../model/settings.ts";

/** A group for each role, as an issuer has them: one with a space and a comma. */
export const people: People = {
  ...nobody,
  viewer: ["everybody"],
  developer: ["developers"],
  admin: ["platform"],
  promoter: { dev: ["leads, dev"], prod: ["release"] },
};

/** People with a token, by role: the groups that the issuer says they are in. */
export const members = {
  nobody: ["others"],
  viewer: people.viewer,
  developer: people.developer,
  "promoter of dev": people.promoter["dev"] ?? [],
  "promoter of prod": people.promoter["prod"] ?? [],
  admin: people.admin,
} as const;
export type Member = keyof typeof members;

export function compiledWithPeople(): Compiled {
  return compile(goserver, { ...defaultSettings, people });
}

/** @param issuer may be plain http, which settings refuse: it is on loopback */
export function platformFor(issuer: string, hosts: Partial<Platform["hosts"]> = {}): Platform {
  const oidc = { issuer: "https://login.example.com", argocdClientId: "argocd", kargoClientId: "kargo" };
  const { platform } = platformOf({ oidc: { ...oidc, kargoCliClientId: "kargo-cli" } }, people);
  if (platform?.oidc === undefined) throw new Error("the sample's platform is refused");
  return { ...platform, hosts: { ...platform.hosts, ...hosts }, oidc: { ...platform.oidc, issuer } };
}
