/**
 * What docs/day-two.md promises, done once as a person does it: by the definition, config, `slipway` and `pulumi`, over a
 * real API server, the real engine, Argo CD and Git. Kargo's controllers and the Kubernetes provider are stand-ins.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type KargoCluster, startKargoCluster } from "../../sandbox/kargo/kargo-cluster.ts";
import { type Any, until } from "../../sandbox/kargo/live.ts";
import { TestProject } from "../../sandbox/kargo/test-project.ts";
import { type Ended, root } from "../../support/command.ts";
import { type Chat, startChat } from "./chat.ts";
import { type ClusterLogin, clusterLogin } from "./cluster-login.ts";
import { newGitPassword } from "./git-host.ts";
import { type PrivateRegistry, startPrivateRegistry } from "./private-registry.ts";
import { type Shop, startShop } from "./shop.ts";

const slipway = `node ${root}/cli/slipway.ts`;
/** A machine that compiles at the same time takes ten times as long. */
const bound = 1_200_000;
const rotated = "rotated-horse-battery";
/** Of the account that reads images, first and later. */
const images = ["images-correct-horse", "images-rotated-horse"] as const;
let chat: Chat;
let cluster: KargoCluster;
let registry: PrivateRegistry;
/** By which the delivery stack gets into its cluster, first and later. */
let logins: readonly [ClusterLogin, ClusterLogin];
let app: TestProject;
let shop: Shop;
/** Everything that any command of the person's has printed. */
let said = "";
const ends: (() => unknown)[] = [];

const run = async (command: Promise<Ended>): Promise<Ended> => {
  const ended = await command;
  said += ended.output;
  return ended;
};
const own = (...args: string[]) => run(shop.slipway(...args));
/** Without what would take longest: policies and doctor have tests of their own. */
const up = (...stacks: string[]) => own("up", "--skip-doctor", "--no-policy-pack", ...stacks);
const set = async (key: string, value: unknown) => {
  const args = ["config", "set", "--stack", "delivery", "--secret", `slipway:${key}`];
  const text = typeof value === "string" ? value : JSON.stringify(value);
  expect(await run(shop.pulumiWith(text, {}, ...args))).toMatchObject({ code: 0 });
};
const setImages = (password: string) =>
  set("imageCredentials", { [registry.host]: { username: registry.username, password } });
/** What became of each stack: `{ delivery: "4 update, 28 same" }`. */
const became = (output: string) =>
  Object.fromEntries([...output.matchAll(/^✓ \w+ (\w+): (.*) \(.*\)$/gm)].map(([, name, what]) => [name, what]));
const freightIn = async (stage: string): Promise<string | undefined> => {
  const [newest] = (await app.get("Stage", stage))?.status?.freightHistory ?? [];
  return newest?.items?.["Warehouse/main"]?.commits?.[0]?.id;
};
/** Tags of images that Kargo has found by its login. */
const imagesFound = async (): Promise<string[]> => {
  const [found] = (await app.get("Warehouse", "images"))?.status?.discoveredArtifacts?.images ?? [];
  return (found?.references ?? []).map(({ tag }: Any) => tag).sort();
};
const seesImages = (...tags: string[]) =>
  until(`images ${tags}`, async () => (`${await imagesFound()}` === `${tags}` ? true : undefined), 600_000);
const holds = (stage: string, commit: string) =>
  until(`${commit} in ${stage}`, async () => ((await freightIn(stage)) === commit ? true : undefined), 600_000);
/** What an environment runs, by the uid that it is known by to the cluster; undefined where nothing is. */
const workload = async (stage: string): Promise<string | undefined> => {
  const path = `/api/v1/namespaces/shop-${stage}/configmaps`;
  const { items } = await cluster.admin.json<{ items: Any[] }>("GET", path);
  return items.find(({ metadata }) => /^settings-/.test(metadata.name))?.metadata.uid;
};
const uid = async (stage: string) => (await app.get("Stage", stage))?.metadata.uid;
const secret = (namespace: string, name: RegExp) =>
  cluster.admin
    .json<{ items: Any[] }>("GET", `/api/v1/namespaces/${namespace}/secrets`)
    .then(({ items }) => items.find((each) => name.test(each.metadata.name)));

let first = "";
beforeAll(async () => {
  chat = await startChat();
  cluster = await startKargoCluster({ kind: "stand-in" }, ["applicationController", "repoServer"]);
  app = new TestProject(cluster, "shop");
  await app.seed();
  for (const each of ["dev", "qa", "staging", "test"]) {
    first = await app.commit(
      `k8s/${each}/kustomization.yaml`,
      "configMapGenerator: [{name: settings, literals: [a=b]}]",
    );
  }
  registry = await startPrivateRegistry(cluster, images[0]);
  await app.push("one");
  logins = [await clusterLogin(cluster, "ci-first"), await clusterLogin(cluster, "ci-second")];
  shop = await startShop(cluster, { chat: chat.host, registry: registry.host });
  for (const each of ["dev", "staging"]) shop.addStack(each);
  shop.define(before);
  expect(await run(shop.pulumi("stack", "init", "--no-select", "delivery"))).toMatchObject({ code: 0 });
  await set("kubeconfig", logins[0].kubeconfig);
  await set("gitCredentials", cluster.login);
  await setImages(images[0]);
  await set("notify", { chat: `${chat.host}/services/T0/s3cr3t` });
  const { code, output } = await up();
  expect(code, output).toBe(0);
  await holds("staging", first);
  await seesImages("one");
}, bound);
afterAll(async () => {
  for (const end of ends) end();
  chat?.close();
  await registry?.stop();
  await cluster?.stop();
  shop?.remove();
});

const before = `dev: { from: warehouse("main"), autoPromotion: true },
    staging: { from: "dev", autoPromotion: true }`;
const withQa = `dev: { from: warehouse("main"), autoPromotion: true },
    qa: { from: "dev", autoPromotion: true },
    staging: { from: "qa", autoPromotion: true }`;
const withTest = `${withQa},
    test: { from: "dev" }`;
const renamed = `dev: { from: warehouse("main"), autoPromotion: true },
    test: { from: "dev" },
    staging: { from: "test", autoPromotion: true }`;

test(
  "an environment is added between two others: it gets what is there, and nothing of the others is made anew",
  async () => {
    const [staging, kept] = [await uid("staging"), await freightIn("staging")];
    shop.addStack("qa");
    shop.define(withQa);
    const { code, output } = await up();
    expect(code, output).toBe(0);
    expect(became(output)).toEqual({
      delivery: expect.stringMatching(/^\d+ update, \d+ same$/),
      dev: expect.stringMatching(/^\d+ same$/),
      qa: expect.stringMatching(/^\d+ create$/),
      staging: expect.stringMatching(/^1 update, \d+ same$/),
    });
    await holds("qa", first);
    expect([await uid("staging"), await freightIn("staging")]).toEqual([staging, kept]);
  },
  bound,
);

test(
  "a Stage that was moved behind another takes only what that one has verified",
  async () => {
    const commit = await app.commit("k8s/dev/note.txt", "two");
    await holds("staging", commit);
    const { verifiedIn } = (await app.list("Freight")).find((each) => each.commits[0].id === commit).status;
    expect(Object.keys(verifiedIn)).toEqual(expect.arrayContaining(["dev", "qa"]));
  },
  bound,
);

test(
  "an environment isn't renamed in place: a preview says what that would delete, and changes nothing",
  async () => {
    const stages = async () => (await app.list("Stage")).map(({ metadata }) => metadata.name).sort();
    const were = await stages();
    shop.define(withQa.replace("staging:", "uat:"));
    shop.addStack("staging", "uat");
    const { code, output } = await own("preview", "--no-policy-pack", "staging");
    expect(code).toBe(1);
    expect(output).toContain(
      "stack staging holds environment staging, and its config now says uat: nothing was changed. An environment can't be renamed in place: " +
        "its Stage, Application and namespace would be made anew, and those of staging deleted with their workloads and their history of Freight. " +
        "Give uat a stack of its own (config/Pulumi.uat.yaml) beside staging, bring it up, promote into it, then: slipway down staging.",
    );
    expect(await stages()).toEqual(were);
    shop.addStack("staging");
  },
  bound,
);

test(
  "an environment gets another name by a new one beside it, which takes the same Freight while the old one goes on",
  async () => {
    const inQa = async () => [
      await uid("qa"),
      await freightIn("qa"),
      (await cluster.admin.get<Any>("/api/v1/namespaces/shop-qa"))?.metadata.uid,
      await workload("qa"),
    ];
    const were = await inQa();
    shop.define(withTest);
    shop.addStack("test");
    const { code, output } = await up("delivery", "test");
    expect(code, output).toBe(0);
    expect(became(output)).toEqual({
      delivery: expect.stringMatching(/^\d+ update, \d+ same$/),
      test: expect.stringMatching(/^\d+ create$/),
    });
    const promoted = await own("promote", "shop", "--stage", "test");
    expect(promoted.code, promoted.output).toBe(0);
    expect([await freightIn("test"), typeof (await workload("test"))]).toEqual([were[1], "string"]);
    expect(await inQa()).toEqual(were);
  },
  bound,
);

test(
  "the old one has left the definition: any command says so, and its stack is still destroyed",
  async () => {
    const kept = await Promise.all([freightIn("staging"), freightIn("test"), workload("test")]);
    shop.define(renamed.replace('from: "test"', 'from: "qa"'));
    expect((await own("preview", "--no-policy-pack", "delivery")).output).toContain(
      'shop.stages.staging.from: There is no environment of this name (got "qa"; allowed dev, test)',
    );
    shop.define(renamed);
    const refused = await up();
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.output).toContain("stack qa stands for environment qa, which no definition has");
    expect(refused.output).toContain(`${slipway} down qa`);
    const others = await up("delivery", "staging");
    expect(others.code, others.output).toBe(0);
    expect(became(others.output)).toMatchObject({ staging: expect.stringMatching(/^1 update, \d+ same$/) });
    const gone = await own("down", "qa", "--yes");
    expect(gone.code, gone.output).toBe(0);
    expect(gone.output).toContain(
      "No definition has environment qa any more: remove the config file of stack qa, and the stack with: pulumi stack rm qa",
    );
    shop.dropStack("qa");
    expect(await app.get("Stage", "qa")).toBeUndefined();
    expect(await Promise.all([freightIn("staging"), freightIn("test"), workload("test")])).toEqual(kept);
  },
  bound,
);

test(
  "a promotion that fails reaches a chat, with what failed and what to type",
  async () => {
    ends.push(await newGitPassword(cluster, rotated));
    registry.setPassword(images[1]);
    await logins[0].revoke();
    const [freight] = await app.list("Freight");
    const failed = await app.ended((await app.promote("dev", freight.metadata.name)).metadata.name);
    expect(failed.status.phase).toBe("Errored");
    const steps = failed.status.stepExecutionMetadata.map(({ alias, status }: Any) => `${alias} ${status}`);
    expect(steps.at(0)).toBe("step-1 Errored");
    expect(steps.at(-1)).toBe("notify-failure Succeeded");
    const [post] = chat.posts;
    expect(chat.posts).toHaveLength(1);
    expect(post?.path).toBe("/services/T0/s3cr3t");
    const { text } = JSON.parse(post?.body ?? "") as { text: string };
    expect(text.split("\n")).toEqual(
      expect.arrayContaining([
        `shop: Freight ${freight.alias} (commit ${freight.commits[0].id.slice(0, 12)}) was not promoted to dev.`,
        `Promotion ${failed.metadata.name}`,
        "Now: slipway status shop",
        `Once it is mended: slipway promote shop --stage dev --freight ${freight.alias}`,
      ]),
    );
    expect(text).toMatch(/step "step-1"/);
    expect(text).not.toContain(cluster.login.password);
    const bell = await own("status", "shop", "--exit-code");
    expect(bell.code, bell.output).toBe(1);
  },
  bound,
);

test(
  "rotated credentials go into the Secrets that are there, all goes on, and neither old nor new ones stand anywhere else",
  async () => {
    await until("the old token to be refused", async () => ((await logins[0].works()) ? undefined : true), 600_000);
    const out = await own("preview", "--no-policy-pack", "delivery");
    expect(out.code, out.output).toBe(1);
    expect(out.output).toContain("can't be logged in to: the server doesn't take your credentials (401)");
    await app.push("two");
    const refused = async () => {
      const { conditions = [] } = (await app.get("Warehouse", "images"))?.status ?? {};
      return conditions.find(({ message }: Any) => /401/.test(message)) === undefined ? undefined : true;
    };
    await until("the old login to images to be refused", refused, 600_000);
    const uids = async () => [
      (await secret("shop", /^git-/))?.metadata.uid,
      (await secret("argocd", /^repository-/))?.metadata.uid,
      (await secret("shop", /^chat$/))?.metadata.uid,
      (await secret("shop", /^image-/))?.metadata.uid,
    ];
    const were = await uids();
    await set("gitCredentials", { username: cluster.login.username, password: rotated });
    await set("kubeconfig", logins[1].kubeconfig);
    await setImages(images[1]);
    await set("notify", { chat: `${chat.host}/services/T1/n3w` });
    const { code, output } = await up("delivery");
    expect(code, output).toBe(0);
    expect(became(output)).toEqual({ delivery: expect.stringMatching(/^5 update, \d+ same$/) });
    expect(await uids()).toEqual(were);
    const [freight] = await app.list("Freight");
    const { status } = await app.ended((await app.promote("dev", freight.metadata.name)).metadata.name);
    expect([status.phase, status.message ?? ""]).toEqual(["Succeeded", ""]);
    await seesImages("one", "two");
    const [hidden, shown, outputs] = await Promise.all([
      shop.pulumi("stack", "export", "--stack", "delivery"),
      shop.pulumi("stack", "export", "--stack", "delivery", "--show-secrets"),
      shop.pulumi("stack", "output", "--stack", "delivery", "--json", "--show-secrets"),
    ]);
    const of = (git: string, chatPath: string, which: 0 | 1) =>
      [git, chatPath, images[which], logins[which].token].flatMap(withBase64);
    const [old, now] = [of(cluster.login.password, "/services/T0/s3cr3t", 0), of(rotated, "/services/T1/n3w", 1)];
    expect(old.filter((each) => (said + shown.output + hidden.output + outputs.output).includes(each))).toEqual([]);
    expect(now.filter((each) => (said + hidden.output + outputs.output).includes(each))).toEqual([]);
  },
  bound,
);

test(
  "the state moves to another backend with another passphrase, and nothing is to change there",
  async () => {
    const folder = join(shop.folder, "new-state");
    mkdirSync(folder);
    const old = { PULUMI_CONFIG_PASSPHRASE: "another" };
    const moved = { ...old, PULUMI_BACKEND_URL: `file://${folder}` };
    const done = async (input: string, env: Readonly<Record<string, string>>, ...args: string[]) => {
      const { code, output } = await run(shop.pulumiWith(input, env, ...args));
      expect(code, output).toBe(0);
      return output;
    };
    await done("another\n", {}, "stack", "change-secrets-provider", "passphrase", "--stack", "delivery");
    const exported = await done("", old, "stack", "export", "--stack", "delivery");
    expect(exported).not.toContain(rotated);
    await done("", moved, "stack", "init", "--no-select", "delivery");
    await done(exported, moved, "stack", "import", "--stack", "delivery");
    await done("", moved, "preview", "--stack", "delivery", "--expect-no-changes");
    const kept = await done("", moved, "config", "get", "--stack", "delivery", "slipway:gitCredentials");
    expect(JSON.parse(kept)).toEqual({ username: cluster.login.username, password: rotated });
  },
  bound,
);

const withBase64 = (text: string) => [text, Buffer.from(text).toString("base64")];
