import { describe, expect, test } from "vitest";
import type { Part } from "../../../model/platform/charts.ts";
import { imagesOf } from "../../../model/platform/images.ts";
import { kargoShardValues } from "../../../model/platform/kargo-shard-values.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import { type Platform, platformOf } from "../../../model/platform/platform.ts";

function platform(given: object): Platform {
  const { platform, problems } = platformOf({ cluster: { type: "existing" }, ...given });
  if (platform === undefined) throw new Error(JSON.stringify(problems));
  return platform;
}

const at = (part: Part, version: string, size = "small") => platform({ size, parts: { [part]: { version } } });

/** What a part's images are listed as, without the repository's beginning. */
const listed = (part: Part, version: string, size?: string) =>
  imagesOf(at(part, version, size))
    .filter((image) => image.part === part)
    .map(({ repository, tag, tagOfChart }) => `${repository.split("/").at(-1)} ${tag ?? `as ${tagOfChart}`}`);

describe("images of a chart in another version than the recorded one", () => {
  test.each([
    ["kargo", "1.11.2", undefined, ["kargo v1.11.2"]],
    ["kargo", "1.12.0", undefined, ["kargo v1.12.0"]],
    ["kargo", "v1.12.0-rc.1", undefined, ["kargo v1.12.0-rc.1"]],
    [
      ...(["certManager", "v1.22.0", undefined] as const),
      ["controller", "webhook", "cainjector", "acmesolver", "startupapicheck"].map(
        (name) => `cert-manager-${name} v1.22.0`,
      ),
    ],
    ["argoRollouts", "2.41.0", undefined, ["argo-rollouts v1.9.0"]],
    ["argoRollouts", "2.42.0", undefined, ["argo-rollouts as appVersion"]],
    ["argocd", "10.1.1", "ha", ["argocd v3.4.4", "redis 8.2.3-alpine", "haproxy 3.3.10-alpine"]],
    ["argocd", "10.2.0", "small", ["argocd as appVersion", "redis as redis.image.tag"]],
    [
      ...(["argocd", "10.2.0", "ha"] as const),
      ["argocd as appVersion", "redis as redis-ha.image.tag", "haproxy as redis-ha.haproxy.image.tag"],
    ],
  ] as const)("%s %s, size %s: %j", (part, version, size, expected) => {
    expect(listed(part, version, size)).toEqual(expected);
  });

  test("Kargo's chart is told its own version's image, and so is a shard's", () => {
    const newer = at("kargo", "1.12.0");
    const image = { repository: "ghcr.io/akuity/kargo", tag: "v1.12.0" };
    expect(partValues("kargo", newer)).toMatchObject({ image });
    const cluster = { name: "eu", stack: "o/p/eu", output: "kubeconfig", kargoShard: "eu", argocdNamespace: "argocd" };
    expect(kargoShardValues(newer, cluster, "login")).toMatchObject({ image });
  });

  test("the others' charts are told no tag at all", () => {
    const newer = {
      argocd: { version: "10.2.0" },
      argoRollouts: { version: "2.42.0" },
      certManager: { version: "v1.22.0" },
    };
    for (const part of ["argocd", "argoRollouts", "certManager"] as const) {
      for (const size of ["small", "ha"])
        expect(JSON.stringify(partValues(part, platform({ size, parts: newer })))).not.toContain('"tag"');
    }
  });
});

test.each(["registry.example.com/mirror", "registry.example.com/mirror/"])(
  "images come from below %s with one slash between",
  (registry) => {
    const [controller] = imagesOf(platform({ airGap: { registry } }));
    expect(controller?.repository).toBe("registry.example.com/mirror/jetstack/cert-manager-controller");
  },
);
