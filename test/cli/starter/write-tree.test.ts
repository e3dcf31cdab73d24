import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type StarterOptions, writeTree } from "../../../cli/starter/write-tree.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-starter-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
async function written(more: Partial<StarterOptions> = {}) {
  count += 1;
  const root = join(folder, String(count));
  mkdirSync(root);
  const { notes } = await writeTree(root, {
    app: "shop",
    git: "https://github.com/acme/shop",
    flags: { test: ["make test"] },
    owners: ["@acme/platform"],
    withPipeline: true,
    ...more,
  });
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)).sort();
  return { files, notes, text: (file: string) => readFileSync(join(root, file), "utf8") };
}

const around = [".github/CODEOWNERS", ".github/dependabot.yml", ".github/workflows/cd.yaml"];
const manifests = [
  "base/deployment",
  "base/kustomization",
  "base/service",
  "dev/kustomization",
  "prod/kustomization",
  "staging/kustomization",
];

test("an app with its pipeline is a Slipway project", async () => {
  const { files, text } = await written();
  expect(files).toEqual([
    ...around,
    ".github/workflows/preview.yaml",
    ".gitignore",
    "Pulumi.yaml",
    "README.md",
    ...manifests.map((file) => `apps/shop/k8s/${file}.yaml`),
    "apps/shop/pipeline.ts",
    ...["delivery", "dev", "prod", "staging"].map((stack) => `config/Pulumi.${stack}.yaml`),
    "package.json",
    "program.js",
  ]);
  expect(text(".github/CODEOWNERS")).toBe(
    [
      "# The last line that matches counts.",
      "*                       @acme/platform",
      "/.github/               @acme/platform",
      "/apps/shop/k8s/prod/    @acme/platform",
      "/apps/shop/pipeline.ts  @acme/platform",
      "/config/                @acme/platform",
      "",
    ].join("\n"),
  );
  expect(text("apps/shop/pipeline.ts")).toContain('base: "apps/shop/k8s/base"');
});

test("an app alone stands at the repository's root, and is proposed new versions a week after they are out", async () => {
  const { files, notes, text } = await written({ withPipeline: false });
  expect(files).toEqual([...around, ".gitignore", "README.md", ...manifests.map((file) => `k8s/${file}.yaml`)]);
  expect(text(".github/dependabot.yml")).toBe(
    ["github-actions", "docker"]
      .map(
        (name) =>
          `  - package-ecosystem: ${name}\n    directory: /\n    schedule:\n      interval: weekly\n    cooldown:\n      default-days: 7\n`,
      )
      .reduce((all, each) => all + each, "version: 2\nupdates:\n"),
  );
  expect(notes.join("\n")).not.toContain("preview");
});

test("what the app brings along is kept, and only what it lacks is added", async () => {
  const from = join(folder, "brought");
  const brought = {
    "go.mod": "module shop\n",
    Dockerfile: "FROM scratch\nEXPOSE 9000\nUSER 65532\n",
    "README.md": "# Mine\n",
    ".gitignore": "mine\n",
    ".github/workflows/cd.yaml": "mine\n",
    "deploy/base/kustomization.yaml": "kind: Kustomization\nresources: []\n",
  };
  for (const [file, text] of Object.entries(brought)) {
    mkdirSync(dirname(join(from, file)), { recursive: true });
    writeFileSync(join(from, file), text);
  }
  const flags = { placeholder: "shop" };
  const { files, text } = await written({
    withPipeline: false,
    flags,
    from: { folder: from, files: Object.keys(brought) },
  });
  expect(files).toEqual([
    ...[
      ".github/CODEOWNERS",
      ".github/dependabot.yml",
      ".github/workflows/cd.yaml",
      ".gitignore",
      "Dockerfile",
      "README.md",
    ],
    ...["base", "dev", "prod", "staging"].map((name) => `deploy/${name}/kustomization.yaml`),
    "go.mod",
  ]);
  for (const [file, own] of Object.entries(brought)) expect(text(file)).toBe(own);
  expect(text(".github/dependabot.yml")).toContain("package-ecosystem: gomod");
});

test("without owners and off GitHub it says what is left out", async () => {
  const { files, notes } = await written({ owners: [], git: "https://git.example.com/acme/shop" });
  expect(notes).toEqual([
    "no CODEOWNERS: name who answers for the app with --owner @acme/platform",
    "no workflows: those are for GitHub, and https://git.example.com/acme/shop isn't there",
  ]);
  expect(files.filter((file) => file.startsWith(".github"))).toEqual([".github/dependabot.yml"]);
});

test.each<[string, Partial<StarterOptions>, RegExp]>([
  ["a name that Kubernetes doesn't take", { app: "Shop" }, /^nothing was pushed: \d errors?\n/],
  [
    "a workflow without a test",
    { flags: {} },
    /^nothing was pushed\. Needed:\n {2}--test COMMAND: how the app is tested/,
  ],
  ["a test that is more than one line", { flags: { test: ["a\nb"] } }, /^nothing was pushed: 1 error\n.*test\[0\]/],
  [
    "a branch that is an expression",
    { flags: { branch: "x${{ github.token }}", test: ["make"] } },
    /^nothing was pushed: /,
  ],
])("%s is refused", async (_, options, message) => {
  await expect(written(options)).rejects.toThrow(message);
});
