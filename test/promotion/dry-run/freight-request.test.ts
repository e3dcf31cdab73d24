import { expect, test } from "vitest";
import { type ArtifactRequest, readFreight } from "../../../promotion/dry-run/freight-request.ts";

test.each<[string, readonly ArtifactRequest[]]>([
  ["image=docker.io/acme/app:1.2.3", [{ kind: "image", repoURL: "docker.io/acme/app", tag: "1.2.3" }]],
  [
    "image=127.0.0.1:5000/app:v1@sha256:ab",
    [{ kind: "image", repoURL: "127.0.0.1:5000/app", tag: "v1", digest: "sha256:ab" }],
  ],
  ["image=127.0.0.1:5000/app@sha256:ab", [{ kind: "image", repoURL: "127.0.0.1:5000/app", digest: "sha256:ab" }]],
  ["image=v1", [{ kind: "image", tag: "v1" }]],
  [
    "commit=https://github.com/acme/app@main",
    [{ kind: "commit", repoURL: "https://github.com/acme/app", ref: "main" }],
  ],
  ["commit=git@github.com:acme/app@0a1b", [{ kind: "commit", repoURL: "git@github.com:acme/app", ref: "0a1b" }]],
  ["commit=feature/x", [{ kind: "commit", ref: "feature/x" }]],
  ["chart=oci://ghcr.io/acme/app@1.0.0", [{ kind: "chart", repoURL: "oci://ghcr.io/acme/app", version: "1.0.0" }]],
  [
    "image=a/b:1, commit=main,",
    [
      { kind: "image", repoURL: "a/b", tag: "1" },
      { kind: "commit", ref: "main" },
    ],
  ],
])("%s", (text, requests) => {
  expect(readFreight(text)).toEqual(requests);
});

test.each(["brave-heron", "image=", "image=docker.io/acme/app", "commit=x@", "other=1", "=x"])(
  "%j is refused",
  (text) => {
    expect(() => readFreight(text)).toThrow(
      `--freight: got ${JSON.stringify(text)}; allowed image=REPO:TAG, image=REPO:TAG@sha256:…, commit=REPO@SHA, commit=REPO@BRANCH or chart=REPO@VERSION, several with commas; REPO may be left out where there is only one. A Freight's name or alias is known to a cluster only: leave --dry-run out to promote that one`,
    );
  },
);
