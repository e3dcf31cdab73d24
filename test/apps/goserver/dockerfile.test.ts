import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const app = join(import.meta.dirname, "../../../apps/goserver");

interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** The instructions of each stage: comments left out, continued lines joined. */
function stagesOf(dockerfile: string): readonly (readonly Instruction[])[] {
  const stages: Instruction[][] = [];
  const joined = dockerfile.replace(/^\s*#.*\n/gm, "").replace(/\s*\\\n\s*/g, " ");
  for (const line of joined.split("\n").filter((text) => text.trim() !== "")) {
    const [, name = "", value = ""] = /^(\S+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (name === "FROM") stages.push([]);
    stages.at(-1)?.push({ name, value });
  }
  return stages;
}

const stages = stagesOf(readFileSync(join(app, "Dockerfile"), "utf8"));
const [build = [], final = []] = stages;
const values = (stage: readonly Instruction[], name: string) =>
  stage.filter((instruction) => instruction.name === name).map(({ value }) => value);

test("the final image has no shell to run anything with, and runs nothing while it is built", () => {
  expect(final).toEqual([
    { name: "FROM", value: "gcr.io/distroless/static-debian12:nonroot" },
    { name: "ARG", value: "VERSION" },
    { name: "ARG", value: "COMMIT" },
    {
      name: "LABEL",
      value: [
        "org.opencontainers.image.version=$VERSION",
        "org.opencontainers.image.revision=$COMMIT",
        'org.opencontainers.image.source="https://github.com/acme/goserver"',
      ].join(" "),
    },
    { name: "COPY", value: "--from=build /goserver /goserver" },
    { name: "USER", value: "65532" },
    { name: "EXPOSE", value: "8080" },
    { name: "ENTRYPOINT", value: '["/goserver"]' },
  ]);
  expect(stages.length).toBe(2);
});

test("every base image has a tag that names a version, and the builder's Go is the one of go.mod", () => {
  const bases = stages.flatMap((stage) => values(stage, "FROM"));
  const floating = bases.filter((base) => /:latest\b/.test(base) || !/:\S/.test(base));
  expect(floating).toEqual([]);
  const [, minor] = /^go (\d+\.\d+)$/m.exec(readFileSync(join(app, "go.mod"), "utf8")) ?? [];
  expect(values(build, "FROM")).toEqual([
    expect.stringMatching(new RegExp(`golang:${minor}\\.\\d+-bookworm AS build$`)),
  ]);
});

test("the server is linked statically, with version and commit in variables that the program has", () => {
  const compile = values(build, "RUN").filter((run) => run.includes("go build"));
  expect(compile).toEqual([expect.stringContaining("CGO_ENABLED=0")]);
  const set = [...(compile[0] ?? "").matchAll(/-X main\.(\w+)=\$(\w+)/g)].map(([, variable, arg]) => [variable, arg]);
  expect(set).toEqual([
    ["version", "VERSION"],
    ["commit", "COMMIT"],
  ]);
  const main = readFileSync(join(app, "main.go"), "utf8");
  // -X of a variable that doesn't exist, or isn't a plain string, is silently without effect.
  for (const [variable] of set) expect(main).toMatch(new RegExp(`^\\t${variable}\\s+= "`, "m"));
  expect(values(build, "ARG")).toEqual(["VERSION", "COMMIT", "TARGETOS", "TARGETARCH"]);
});

test("everything that is compiled in is copied, and the build context holds nothing else", () => {
  expect(values(build, "COPY")).toEqual(["go.mod go.sum ./", "*.go greeting.txt ./"]);
  const ignore = readFileSync(join(app, ".dockerignore"), "utf8")
    .split("\n")
    .filter((line) => /^[^#]/.test(line));
  expect(ignore).toEqual(["*", "!go.mod", "!go.sum", "!*.go", "!greeting.txt", "*_test.go"]);
  const embedded = readdirSync(app)
    .filter((file) => file.endsWith(".go"))
    .flatMap((file) =>
      [...readFileSync(join(app, file), "utf8").matchAll(/^\/\/go:embed (.+)$/gm)].map(([, name]) => name),
    );
  expect(embedded).toEqual(["greeting.txt"]);
});
