import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { evaluateTemplate } from "../../../model/expr/evaluate-template.ts";
import { promotionEnvironment } from "../../../model/expr/kargo-expressions.ts";
import { isTerminal } from "../../../promotion/step-metadata.ts";
import { ClusterClient } from "../../cluster/cluster-client.ts";
import { follow } from "../../cluster/follow.ts";
import { findOnPath } from "../../environment.ts";
import type { ImageCache } from "../discovery/registry-client.ts";
import { abortAnnotation } from "../keys.ts";
import type { PromotionObject, StageObject } from "../objects.ts";
import { everyArgo, everyKargo } from "../paths.ts";
import { expressionData } from "./expressions.ts";
import { reconcilePromotion } from "./promotion.ts";
import { stepFreight } from "./promotion-freight.ts";
import { Reconciler } from "./reconciler.ts";
import { reconcileStage } from "./stage.ts";
import { reconcileWarehouse } from "./warehouse.ts";

/** Stopping work may take this long, in milliseconds, before the process ends anyway. */
const grace = 3_000;

/** Stand-in for Kargo's controller: Warehouses, Stages and Promotions, with their Freight and verifications. */
function main(): void {
  const { values } = parseArgs({ options: { port: { type: "string" } } });
  const { KUBECONFIG: kubeconfig, TMPDIR: tmpdir } = process.env;
  if (!values.port || !kubeconfig || !tmpdir) {
    console.error("usage: KUBECONFIG=… TMPDIR=… node main.ts --port PORT");
    process.exit(2);
  }
  const client = ClusterClient.fromKubeconfig(kubeconfig);
  const git = findOnPath("git");
  const tmp = join(tmpdir, "work");
  mkdirSync(tmp, { recursive: true, mode: 0o700 });
  const stop = new AbortController();
  const stopping = stop.signal;
  const images: ImageCache = new Map();
  const aborts = new Map<string, AbortController>();

  const warehouses = new Reconciler((project, name) =>
    reconcileWarehouse({ client, git, tmp, images, signal: stopping }, project, name),
  );
  const stages = new Reconciler((project, name) =>
    reconcileStage(client, verificationEvaluator(client), project, name),
  );
  const promotions = new Reconciler(async (project, name) => {
    const abort = new AbortController();
    aborts.set(`${project}/${name}`, abort);
    try {
      return await reconcilePromotion({ client, git, tmp, stopping, abort: abort.signal }, project, name);
    } finally {
      aborts.delete(`${project}/${name}`);
    }
  });

  const known = { stages: new Set<string>(), promotions: new Set<string>() };
  const stagesOf = (project: string) => {
    for (const key of known.stages) if (key.startsWith(`${project}/`)) stages.add(key);
  };
  const watched: Readonly<Record<string, (key: string, object: unknown, project: string) => void>> = {
    [everyKargo("warehouses")]: (key, _, project) => {
      warehouses.add(key);
      stagesOf(project);
    },
    [everyKargo("stages")]: (key, object) => {
      known.stages.add(key);
      stages.add(key);
      const { metadata, status } = object as StageObject;
      if (status?.currentPromotion) promotions.add(`${metadata.namespace}/${status.currentPromotion.name}`);
    },
    [everyKargo("promotions")]: (key, object, project) => {
      const { metadata, spec, status } = object as PromotionObject;
      stages.add(`${project}/${spec.stage}`);
      if (isTerminal(status?.phase)) return void known.promotions.delete(key);
      known.promotions.add(key);
      if (metadata.annotations?.[abortAnnotation]) aborts.get(key)?.abort(new Error("aborted by a request"));
      // Its own progress is no news to it.
      if (!aborts.has(key)) promotions.add(key);
    },
    [everyKargo("freights")]: (_, __, project) => stagesOf(project),
    [everyKargo("projectconfigs")]: (_, __, project) => stagesOf(project),
    [everyArgo("applications")]: () => {
      for (const key of known.stages) stages.add(key);
      for (const key of known.promotions) promotions.add(key);
    },
    [everyArgo("analysisruns")]: (_, __, project) => stagesOf(project),
  };
  const waiting = new Set(Object.keys(watched));
  for (const [path, seen] of Object.entries(watched)) {
    const key = ({ metadata }: { metadata: { namespace?: string; name: string } }) =>
      `${metadata.namespace}/${metadata.name}`;
    void follow(client, {
      path,
      seen: (object) => seen(key(object), object, object.metadata.namespace ?? ""),
      gone(object) {
        known.stages.delete(key(object));
        known.promotions.delete(key(object));
        stagesOf(object.metadata.namespace ?? "");
      },
      listed: () => waiting.delete(path),
      signal: stopping,
    });
  }
  createServer((_, response) => {
    response.writeHead(waiting.size === 0 ? 200 : 503).end(waiting.size === 0 ? "ok" : `waiting for ${[...waiting]}`);
  }).listen(Number(values.port), "127.0.0.1");
  console.log("stand-in for Kargo's controller started");
  process.on("SIGTERM", () => {
    stop.abort(new Error("the sandbox stops"));
    setTimeout(() => process.exit(0), grace).unref();
    void Promise.all([warehouses, stages, promotions].map((each) => each.stopped())).then(() => process.exit(0));
  });
}

/** What an argument of a Stage's verification may use: as in upstream, `ctx`, the Stage's own variables and its Freight. */
function verificationEvaluator(client: ClusterClient) {
  return (stage: StageObject) => {
    const { name, namespace: project = "" } = stage.metadata;
    const items = Object.values(stage.status?.freightHistory?.[0]?.items ?? {});
    const freight = items.map((each) => stepFreight(each));
    const data = expressionData(client, project, stage.spec.requestedFreight, freight);
    return (text: string, vars: Readonly<Record<string, unknown>>) =>
      evaluateTemplate(text, promotionEnvironment(data, { variables: { ctx: { project, stage: name }, vars } }));
  };
}

main();
