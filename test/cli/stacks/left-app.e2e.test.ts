/** Two apps share delivery's and dev's stacks, and one of them leaves: what `slipway up` says then is what works. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasPipelineCluster, type PipelineCluster, startPipelineCluster } from "../../engine/pipeline-cluster.ts";
import { root } from "../../support/command.ts";
import { type UserProject, userProject } from "./user-project.ts";

const slipway = `node ${root}/cli/slipway.ts`;

describe.skipIf(!hasPipelineCluster())("an app that leaves stacks of several", { timeout: 1_500_000 }, () => {
  let cluster: PipelineCluster;
  let project: UserProject;
  const file = (...names: string[]) => join(project.folder, ...names);
  beforeAll(async () => {
    cluster = await startPipelineCluster();
    project = userProject(cluster, ["delivery", "dev"]);
    withApps(project.folder, "shop", "blog");
  });
  afterAll(async () => {
    await cluster?.stop();
    project?.remove();
  });
  /** Without policies and doctor, which have tests of their own. */
  const up = (...stacks: string[]) => project.slipway("up", "--skip-doctor", "--no-policy-pack", ...stacks);
  const ofBlog = async () => {
    const lists = ["/apis/kargo.akuity.io/v1alpha1/projects", "/apis/argoproj.io/v1alpha1/applications"];
    const paths = [...lists, "/apis/kargo.akuity.io/v1alpha1/stages", "/api/v1/namespaces"];
    const found = await Promise.all(paths.map(async (path) => (await cluster.ask("GET", path)).body["items"]));
    return found
      .flat()
      .map(({ metadata }) => [metadata.namespace, metadata.name].filter(Boolean).join("/"))
      .filter((name) => name.includes("blog"));
  };

  test("stops at delivery, changes no Stage, and names the commands that end it", async () => {
    const first = await up();
    expect(first.code, first.output).toBe(0);
    const before = await ofBlog();
    expect(before).toEqual(["blog", "argocd/blog-dev", "blog/dev", "blog", "blog-dev"]);
    rmSync(file("apps", "blog"), { recursive: true });
    const stopped = await up();
    expect(stopped.code).toBe(1);
    expect(stopped.output).toContain("Stage dev still stands in Kargo Project blog and would go with it.");
    expect(stopped.output).toContain(
      `\nNext, in this order:\n    ${slipway} up dev   # deletes what is in it of apps that left\n    ${slipway} up\nNot started: dev. `,
    );
    expect(await ofBlog()).toEqual(before);
    const next = await up("dev");
    expect(next.code, next.output).toBe(0);
    expect(await ofBlog()).toEqual(["blog", "blog"]);
    // the rest of it would change nothing
    const last = await up("delivery");
    expect(last.code, last.output).toBe(0);
    expect(last.output).toMatch(/^✓ up delivery: \d+ delete, \d+ same/m);
    expect(await ofBlog()).toEqual([]);
    expect(await cluster.names()).toContain("Project shop");
  });

  test("a kubeconfig that was moved says nothing of its cluster: nothing is destroyed, whatever is left out", async () => {
    const before = await cluster.names();
    renameSync(file("kubeconfig"), file("away"));
    const { code, output } = await project.slipway("down", "dev", "--skip-doctor", "--yes");
    renameSync(file("away"), file("kubeconfig"));
    expect({ code, output }).toEqual({
      code: 1,
      output:
        `stack dev finds its cluster by context test of ${file("kubeconfig")}, which isn't there\n` +
        "That doesn't say that a cluster is gone, so nothing was destroyed. Put the file back, or another with that context in its place, " +
        `and run the same command again. Only if the cluster no longer exists: ${slipway} down dev --cluster-gone\n`,
    });
    expect(await cluster.names()).toEqual(before);
  });
});

/** Apps of its own in place of the sample, each with one Stage that nobody protects. */
function withApps(folder: string, ...apps: string[]): void {
  for (const name of ["start.js", "index.ts", "apps", "Pulumi.yaml"]) rmSync(join(folder, name));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: slipway\nmain: program.js\nstackConfigDir: config\nruntime: {name: nodejs, options: {typescript: false}}\n",
  );
  writeFileSync(
    join(folder, "program.js"),
    `import { join } from "node:path";\nimport { program } from "${join(root, "stacks/program.ts")}";\n` +
      'export default () => program({ apps: join(import.meta.dirname, "apps") });\n',
  );
  for (const app of apps) {
    mkdirSync(join(folder, "apps", app), { recursive: true });
    writeFileSync(
      join(folder, "apps", app, "pipeline.ts"),
      `import { configurationOnly, git, pipeline, warehouse } from "${join(root, "model/definition.ts")}";
export const ${app} = pipeline("${app}", {
  warehouses: { main: { git: git("https://github.com/acme/${app}", { branch: "main" }) } },
  promotionTemplate: configurationOnly({ folder: (stage) => \`k8s/\${stage.environment}\` }),
  stages: { dev: { from: warehouse("main"), autoPromotion: true } },
});
`,
    );
  }
}
