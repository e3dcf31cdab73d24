import { expect, test } from "vitest";
import { readProjects } from "../../../cli/status/read-projects.ts";
import { ApiFailure } from "../../../kube/api-failure.ts";
import type { Cluster, Kind } from "../../../kube/cluster.ts";
import { application, freight, healthy, holding, stage } from "./sample.ts";

const held = freight("quiet-moose", "1", 60);
const failed = {
  ...holding(held),
  freightHistory: [{ items: {}, verificationHistory: [{ phase: "Failed", analysisRun: { name: "run" } }] }],
};
const dev = stage("dev", [], {}, failed);
const forbidden = (what: string) => new ApiFailure(what, 403, `${what} is forbidden`);

/** A cluster that answers from a table, `plural` or `plural/namespace`; what isn't in it is refused. */
function cluster(answers: Readonly<Record<string, readonly unknown[]>>): { cluster: Cluster; asked: string[] } {
  const asked: string[] = [];
  const answer = async ({ plural }: Kind, namespace?: string) => {
    const key = namespace === undefined ? plural : `${plural}/${namespace}`;
    asked.push(key);
    const found = answers[key];
    if (found === undefined) throw forbidden(key);
    return found;
  };
  const get = async (kind: Kind, namespace: string, name: string) => (await answer(kind, `${namespace}/${name}`))[0];
  return { cluster: { name: "the cluster", list: answer, get } as unknown as Cluster, asked };
}

const project = {
  "stages/goserver": [dev],
  "freights/goserver": [held],
  "promotions/goserver": [],
  "warehouses/goserver": [],
  "configmaps/goserver": [],
};

test("who may read one namespace of Argo CD's sees its Applications", async () => {
  const { cluster: one } = cluster({ ...project, "applications/argocd": [application("dev", healthy)] });
  const [snapshot] = await readProjects(one, ["goserver"], undefined);
  expect(snapshot).toMatchObject({
    applications: [{ metadata: { name: "goserver-dev" } }],
    analysisRuns: [],
    notes: [],
  });
});

test("without any right on Applications and AnalysisRuns the rest is read, and it is said what is missing", async () => {
  const [snapshot] = await readProjects(cluster(project).cluster, ["goserver"], undefined);
  expect([snapshot?.applications, snapshot?.notes]).toEqual([
    undefined,
    [
      "Argo CD's Applications can't be read (applications is forbidden): sync, health and drift are as Kargo last saw them",
    ],
  ]);
});

test("the switches of freezes are read; who may not is told so", async () => {
  const freezeSwitch = { metadata: { name: "slipway-freeze-dev", labels: { "slipway.dev/freeze": "dev" } } };
  const readable = cluster({ ...project, applications: [], "configmaps/goserver": [freezeSwitch] });
  const [read] = await readProjects(readable.cluster, ["goserver"], undefined);
  expect([read?.switches, read?.notes]).toEqual([[freezeSwitch], []]);
  const { "configmaps/goserver": _, ...rest } = project;
  const [hidden] = await readProjects(cluster({ ...rest, applications: [] }).cluster, ["goserver"], undefined);
  expect([hidden?.switches, hidden?.notes]).toEqual([
    undefined,
    ["Whether Stages are frozen can't be read (configmaps/goserver is forbidden)."],
  ]);
});

test("the AnalysisRun of a verification that failed is read, of one that succeeded not", async () => {
  const run = { metadata: { name: "run" } };
  const { cluster: one, asked } = cluster({ ...project, applications: [], "analysisruns/goserver/run": [run] });
  const [snapshot] = await readProjects(one, ["goserver"], undefined);
  expect([snapshot?.analysisRuns, asked.includes("analysisruns/goserver/run")]).toEqual([[run], true]);
  const good = stage(
    "dev",
    [],
    {},
    { freightHistory: [{ verificationHistory: [{ phase: "Successful", analysisRun: { name: "run" } }] }] },
  );
  const second = cluster({ ...project, "stages/goserver": [good], applications: [] });
  await readProjects(second.cluster, ["goserver"], undefined);
  expect(second.asked).not.toContain("analysisruns/goserver/run");
});

test("a refusal of Kargo's own objects is an error, and so is a Project without Stages", async () => {
  await expect(readProjects(cluster({}).cluster, ["goserver"], undefined)).rejects.toThrow("stages/goserver");
  const none = cluster({ "stages/goserve": [], stages: [dev] }).cluster;
  await expect(readProjects(none, ["goserve"], undefined)).rejects.toThrow(
    '"goserve" has no Stages on the cluster. Perhaps "goserver" is meant',
  );
});

test("the registry is asked once for each image that is somewhere, and not for Freight that is nowhere", async () => {
  const asked: string[] = [];
  const here = stage("dev", [], {}, holding(held));
  const { cluster: one } = cluster({
    ...project,
    "stages/goserver": [here],
    "freights/goserver": [held, freight("elsewhere", "2", 1)],
    applications: [application("dev", { summary: { images: ["registry/a:1"] } })],
  });
  const [snapshot] = await readProjects(one, ["goserver"], async (image) => {
    asked.push(image);
    return image === "registry/a:1" ? "1.0.0" : undefined;
  });
  expect(asked).toEqual([`docker.io/acme/goserver:${"1".repeat(40)}`, "registry/a:1"]);
  expect(snapshot?.versions).toEqual(new Map([["registry/a:1", "1.0.0"]]));
});
