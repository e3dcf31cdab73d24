import { expect, test } from "vitest";
import { mirrored } from "../../../model/compile/mirrors.ts";

const mirrors = [
  { from: "docker.io/", to: "mirror.example/hub/" },
  { from: "docker.io/acme/", to: "127.0.0.1:5000/acme/" },
  { from: "mirror.example/", to: "elsewhere.example/" },
];

test.each([
  ["docker.io/library/nginx", "mirror.example/hub/library/nginx", "a prefix is replaced once, not again in the result"],
  ["docker.io/acme/goserver", "127.0.0.1:5000/acme/goserver", "the longest prefix wins"],
  ["quay.io/docker.io/x", "quay.io/docker.io/x", "only a prefix counts"],
])("%s becomes %s: %s", (url, result) => {
  expect(mirrored(url, mirrors)).toBe(result);
  expect(mirrored(url, [...mirrors].reverse())).toBe(result);
});
