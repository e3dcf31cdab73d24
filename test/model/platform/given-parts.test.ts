import { expect, test } from "vitest";
import { givenParts } from "../../../model/platform/given-parts.ts";

const untouched = { install: true, isTakenOver: false };
const all = { certManager: untouched, argoRollouts: untouched, argocd: untouched, kargo: untouched };

test.each<[string, unknown, object]>([
  ["nothing", undefined, all],
  ["a platform of another shape", ["parts"], all],
  ["parts of another shape", { parts: ["argocd"] }, all],
  ["a part of another shape", { parts: { argocd: false } }, all],
  [
    "what somebody else installed",
    { parts: { kargo: { install: false } } },
    { ...all, kargo: { ...untouched, install: false } },
  ],
  ["install that is no boolean", { parts: { kargo: { install: "false" } } }, all],
  [
    "a part that is taken over, in whatever shape",
    { parts: { argocd: { takeOver: true } } },
    { ...all, argocd: { ...untouched, isTakenOver: true } },
  ],
  ["a version", { parts: { argocd: { version: "9.0.0" } } }, { ...all, argocd: { ...untouched, version: "9.0.0" } }],
  [
    "a namespace",
    { parts: { argocd: { namespace: "argo" } } },
    { ...all, argocd: { ...untouched, namespace: "argo" } },
  ],
  ["a version that is no text", { parts: { argocd: { version: 9 } } }, all],
])("of %s every part can be read", (_, platform, expected) => {
  expect(givenParts(platform)).toEqual(expected);
});
