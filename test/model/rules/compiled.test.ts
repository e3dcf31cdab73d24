import { describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { compile, objectsOf } from "../../../model/compile.ts";
import { rules, settingsOf } from "../../../model/rules/index.ts";
import { resourceOptions } from "../../../model/rules/resource-options.ts";
import { defaultSettings, type Settings } from "../../../model/settings.ts";
import { common } from "../patterns/common.ts";
import { shapes } from "../patterns/shapes.ts";
import { verified } from "../patterns/verified.ts";
import { deliveryObjects } from "../sample.ts";

/** As the sandbox runs them: plain http, on loopback alone. */
const mirrored: Settings = {
  ...defaultSettings,
  gitProvider: "gitea",
  mirrors: [
    { from: "docker.io/", to: "127.0.0.1:5000/" },
    { from: "https://github.com/", to: "http://127.0.0.1:3000/" },
  ],
};

const pipelines = { goserver, ...common, ...shapes, ...verified };

/** What rules that are on by default say of everything that our own definitions compile to. */
const noRequest = (stage: string) =>
  `warn G10 Stage/${stage} spec.promotionTemplate.spec.steps no git-open-pr, no git-wait-for-pr`;
const known: Readonly<Record<string, readonly string[]>> = {
  "fan-out-and-in": ["prod-eu", "prod-us"].map(noRequest),
  "commits-and-releases": [noRequest("prod")],
};

describe.each(Object.entries(pipelines))("what %s compiles to", (name, pipeline) => {
  test.each([
    ["here", defaultSettings],
    ["in the sandbox", mirrored],
  ])("breaks no rule that is on by default %s, but those that are known", (_where, place) => {
    const { delivery, environments } = compile(pipeline, place);
    const targets = environments.flatMap((environment) => environment.targets);
    const protectedStages = environments
      .filter((environment) => environment.protected)
      .flatMap((environment) => environment.targets.map((target) => target.stageName));
    const settings = settingsOf({ protectedStages });
    // as the components register them, which their own tests hold
    const options = { [resourceOptions]: { protect: true } };
    const objects = [...deliveryObjects(delivery), ...targets.flatMap(objectsOf)].map((each) => ({
      ...each,
      ...options,
    }));
    const said = rules
      .filter(({ level }) => level !== "off")
      .flatMap((rule) =>
        objects
          .filter(({ apiVersion, kind }) => rule.kinds.some((k) => k.kind === kind && k.apiVersion === apiVersion))
          .flatMap((object) =>
            rule
              .check(object, settings)
              .map(({ path, got }) => `${rule.level} ${rule.id} ${object.kind}/${object.metadata.name} ${path} ${got}`),
          ),
      );
    expect(said).toEqual(known[name] ?? []);
  });
});
