import { describe, test } from "vitest";
import { goserver } from "../../apps/goserver/pipeline.ts";
import { compile, objectsOf } from "../../model/compile.ts";
import { defaultSettings, type Settings } from "../../model/settings.ts";
import { toYaml } from "../../model/yaml.ts";
import { expectGolden } from "../support/golden.ts";
import { deliveryObjects } from "./sample.ts";

const mirrored: Settings = {
  ...defaultSettings,
  gitProvider: "gitea",
  mirrors: [
    { from: "docker.io/", to: "127.0.0.1:5000/" },
    { from: "https://github.com/", to: "http://127.0.0.1:3000/" },
    { from: "https://github.com/acme/goserver", to: "http://127.0.0.1:3000/acme/goserver.git" },
  ],
};

describe.each([
  ["goserver", defaultSettings],
  ["goserver-mirrored", mirrored],
])("golden files of %s", (folder, settings) => {
  const { delivery, environments } = compile(goserver, settings);

  test("the delivery part compiles to the golden file", () => {
    expectGolden(`${folder}/delivery.yaml`, toYaml(deliveryObjects(delivery)));
  });

  test.each(environments.map((environment) => [environment.name, environment] as const))(
    "environment %s compiles to the golden file",
    (name, { targets }) => {
      const objects = targets.flatMap(objectsOf);
      expectGolden(`${folder}/${name}.yaml`, toYaml(objects));
    },
  );
});
