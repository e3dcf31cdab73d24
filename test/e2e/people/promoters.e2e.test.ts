/**
 * What this file protects: who may promote what and who may not, asked of a real API server with Kargo's webhooks (the
 * sandbox's stand-in), the rights of Kargo's own chart with our values, and the promoters that goserver's environments
 * compile to. Each asks as Kargo's API does, in the name of the ServiceAccounts that their groups lead to, and by kubectl.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ask, hasApiServer } from "../../support/api-server.ts";
import { elsewhere, kargoRows, type Row } from "./kargo-rows.ts";
import { type PeopleCluster, startPeopleCluster } from "./people-cluster.ts";
import { type Member, members } from "./sample.ts";

/** Those that Kargo's API finds for a person's groups. */
const accounts: Readonly<Record<Member, readonly string[]>> = {
  nobody: [],
  viewer: ["kargo:kargo-viewer"],
  developer: ["kargo:kargo-viewer"],
  "promoter of dev": ["kargo:kargo-user", "goserver:dev-promoters"],
  "promoter of prod": ["kargo:kargo-user", "goserver:prod-promoters"],
  admin: ["kargo:kargo-admin"],
};
const everybody = Object.keys(members) as Member[];
const isPromoter = (member: Member) => member.startsWith("promoter");
const refusals = ["no right", "Kargo's webhook"];

describe.skipIf(!hasApiServer())("on an API server with Kargo's webhooks,", () => {
  let cluster: PeopleCluster;

  beforeAll(async () => {
    cluster = await startPeopleCluster({ kind: "stand-in" }, "https://login.example.com");
  });
  afterAll(async () => {
    await cluster?.stop();
  });

  /** As Kargo's API: by the first ServiceAccount that may. */
  async function byKargo(member: Member, write: Row["write"]): Promise<string> {
    let said = "no right";
    for (const account of accounts[member]) {
      const [namespace, name] = account.split(":");
      const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
      said = verdict(await write(cluster.as(`system:serviceaccount:${namespace}:${name}`, ...groups), cluster.names));
      if (said !== "no right") return said;
    }
    return said;
  }

  async function byKubectl(member: Member, write: Row["write"]): Promise<string> {
    return verdict(await write(cluster.as("pat@example.com", ...members[member]), cluster.names));
  }

  /** Who may, of everybody; whoever may not is refused for want of a right and for nothing else. */
  async function whoMay(write: Row["write"], by: typeof byKargo): Promise<Member[]> {
    const may: Member[] = [];
    for (const member of everybody) {
      const said = await by(member, write);
      if (said === "yes") may.push(member);
      else expect(refusals, `${member}: ${said}`).toContain(said);
    }
    return may;
  }

  test.each(Object.entries(kargoRows))("%s", async (_what, { write, may, notByKubectl }) => {
    expect(await whoMay(write, byKargo)).toEqual(may);
    expect(await whoMay(write, byKubectl)).toEqual(notByKubectl ? [] : may.filter(isPromoter));
  });

  test.each(Object.entries(elsewhere))("%s: no promoter may, nor anybody by kubectl", async (_what, write) => {
    expect(await whoMay(write, byKubectl)).toEqual([]);
    expect((await whoMay(write, byKargo)).filter(isPromoter)).toEqual([]);
  });

  test("a promoter of dev who writes a Promotion to prod may write Promotions, and is told which right is missing", async () => {
    const { write } = kargoRows["promote to prod"] as Row;
    const { code, body } = await write(cluster.as("pat@example.com", ...members["promoter of dev"]), cluster.names);
    expect([code, String(body["message"]).replace(/prod\.[0-9a-z.]+/, "NAME")]).toEqual([
      500,
      'admission webhook "promotion.kargo.akuity.io" denied the request: Internal error occurred: promotions.kargo.akuity.io "NAME" is forbidden: subject "pat@example.com" is not permitted to create Promotions for Stage "prod"',
    ]);
  });
});

function verdict({ code, body }: Awaited<ReturnType<Ask>>): string {
  if (code < 300) return "yes";
  const message = String(body["message"]);
  if (/cannot \w+ resource/.test(message)) return "no right";
  if (/is not permitted to \w+ Promotions for Stage/.test(message)) return "Kargo's webhook";
  return `${code} ${message}`;
}
