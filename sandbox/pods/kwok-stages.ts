import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { writeFileAtomic } from "../atomic-file.ts";

/** Stages, relative to kwok's `kustomize/stage`: Nodes Ready at once and kept so, Pods Running and Ready at once. */
const stageFiles = [
  "node/fast/node-initialize.yaml",
  "node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
  "pod/fast/pod-ready.yaml",
  "pod/fast/pod-complete.yaml",
  "pod/fast/pod-delete.yaml",
];

/**
 * Copies kwok's Stages, so changed that they leave alone each Pod that is run for real.
 *
 * @param stages kwok's folder `kustomize/stage`
 * @param to folder of the copies
 * @param registry `127.0.0.1:PORT`; undefined: kwok simulates every Pod
 * @returns the copies' paths
 */
export function writeKwokStages(stages: string, to: string, registry: string | undefined): string[] {
  return stageFiles.map((file) => {
    const path = join(to, file.replaceAll("/", "-"));
    writeFileAtomic(path, leavePodsAlone(readFileSync(join(stages, file), "utf8"), registry));
    return path;
  });
}

/** A Stage of Pods with one more condition; any other Stage as it is. */
export function leavePodsAlone(stage: string, registry: string | undefined): string {
  const object = parse(stage) as {
    spec: { resourceRef: { kind: string }; selector: { matchExpressions?: object[] } };
  };
  if (registry === undefined || object.spec.resourceRef.kind !== "Pod") return stage;
  object.spec.selector.matchExpressions = [
    ...(object.spec.selector.matchExpressions ?? []),
    { key: imagesOf(registry), operator: "DoesNotExist" },
  ];
  return stringify(object);
}

/** jq: the images of a Pod that come from the registry, as `runsHere` tells them (pod.ts). */
function imagesOf(registry: string): string {
  return `.spec.initContainers[]?, .spec.containers[] | .image | select(startswith("${registry}/"))`;
}
