import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type UserProject, userProject } from "../../cli/stacks/user-project.ts";
import type { KargoCluster } from "../../sandbox/kargo/kargo-cluster.ts";
import { root } from "../../support/command.ts";
import { testTools } from "../../support/tools.ts";

/** A user's project with an app of its own, whose definition a test edits as a person would. */
export interface Shop extends UserProject {
  /** Writes apps/shop/pipeline.ts. `stages` is source text: `dev: { from: warehouse("main") }`. */
  define(stages: string): void;
  /** Writes the config file of an environment's stack. `environment`: default the stack's name. */
  addStack(stack: string, environment?: string): void;
  dropStack(stack: string): void;
}

/**
 * @param cluster where it is delivered to; Git stands there too
 * @param chat where its failed promotions are told: `http://127.0.0.1:PORT`
 * @param registry where its images are looked for: `127.0.0.1:PORT`
 */
export async function startShop(
  cluster: KargoCluster,
  { chat, registry }: { readonly chat: string; readonly registry: string },
): Promise<Shop> {
  const kubeconfig = readFileSync(join(cluster.state, "kubeconfig"), "utf8");
  const [, context = ""] = /^current-context: "?([^"\n]+)/m.exec(kubeconfig) ?? [];
  const project = userProject({ kubeconfig, pulumi: await testTools().get("pulumi") }, [], context);
  const file = (...names: string[]) => join(project.folder, ...names);
  for (const name of ["Pulumi.yaml", "start.js", "index.ts", "apps"]) rmSync(file(name));
  writeFileSync(
    file("Pulumi.yaml"),
    "name: slipway\nmain: program.js\nstackConfigDir: config\nruntime: {name: nodejs, options: {typescript: false}}\n",
  );
  writeFileSync(
    file("program.js"),
    `import { join } from "node:path";\nimport { program } from "${join(root, "stacks/program.ts")}";\n` +
      'export default () => program({ apps: join(import.meta.dirname, "apps") });\n',
  );
  mkdirSync(file("apps", "shop"), { recursive: true });
  const common = [
    `slipway:mirrors: {"https://github.com/acme/shop": "${cluster.git}/acme/shop.git"}`,
    "slipway:gitProvider: gitea",
  ];
  const config = (stack: string, ...lines: string[]) =>
    writeFileSync(
      file("config", `Pulumi.${stack}.yaml`),
      `config:\n${[...lines, ...common].map((line) => `  ${line}\n`).join("")}`,
    );
  // By a kubeconfig of its own, which the test sets.
  config("delivery", "slipway:role: delivery");
  return {
    ...project,
    addStack: (stack, environment = stack) =>
      config(
        stack,
        ...["slipway:role: environment", `slipway:environment: ${environment}`, `slipway:context: ${context}`],
      ),
    dropStack: (stack) => rmSync(file("config", `Pulumi.${stack}.yaml`)),
    define: (stages) =>
      writeFileSync(
        file("apps", "shop", "pipeline.ts"),
        `import { configurationOnly, git, image, pipeline, warehouse } from "${join(root, "model/definition.ts")}";

export const shop = pipeline("shop", {
  warehouses: {
    main: { git: git("https://github.com/acme/shop", { branch: "main" }), interval: "2s" },
    // Nobody takes from it: it shows whether Kargo may look.
    images: {
      image: image("${registry}/acme/shop", { imageSelectionStrategy: "NewestBuild" }),
      interval: "2s",
      freightCreationPolicy: "Manual",
    },
  },
  promotionTemplate: configurationOnly({ folder: (stage) => \`k8s/\${stage.environment}\` }),
  notify: { host: "${chat}", secret: "chat" },
  stages: {
    ${stages},
  },
});
`,
      ),
  };
}
