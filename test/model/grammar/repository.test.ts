import { expect, test } from "vitest";
import { branchName, chartUrl, gitUrl, imageRepository, repositoryPath } from "../../../model/grammar/repository.ts";

test.each([
  ["docker.io/acme/goserver", undefined],
  ["goserver", undefined],
  ["127.0.0.1:5000/acme/go-server_x.y", undefined],
  ["docker.io/Acme/goserver", undefined], // Kargo takes capitals; registries don't
  ["", "An image repository has a name"],
  ["https://docker.io/acme/goserver", "An image repository is written without a scheme"],
  ["acme/goserver:latest", "This names a tag, not a repository"],
  ["acme/goserver@sha256:00", "This names one image by digest, not a repository"],
  ["acme/goserver ", "An image repository has no white space"],
  ["acme//goserver", "This isn't an image repository"],
  ["a/".repeat(2000), "This isn't an image repository"],
])("the image repository %j is judged as by Kargo", (text, why) => {
  expect(imageRepository(text)).toBe(why);
});

test.each([
  ["https://github.com/acme/goserver", undefined],
  ["http://git.example:8080/a.git", undefined], // Kargo takes http, credentials and SSH; what a definition may hold is narrower
  ["https://me:word@git.example/a.git", undefined],
  ["ssh://git@github.com/acme/goserver", undefined],
  ["git@github.com:acme/goserver.git", undefined],
  ["", "A Git repository has a URL"],
  ["https://github.com/acme/go server", "A Git URL has no white space"],
  ["file:///srv/git", "This isn't a Git repository's URL"],
  ["github.com/acme/goserver", "This isn't a Git repository's URL"],
  ["https://github.com", "This isn't a Git repository's URL"],
])("the Git URL %j is judged as by Kargo", (text, why) => {
  expect(gitUrl(text)).toBe(why);
});

test.each([
  ["https://charts.example/stable", undefined],
  ["oci://ghcr.io/acme/chart", undefined],
  ["http://127.0.0.1:8080", undefined],
  ["", "A chart repository has a URL"],
  ["ghcr.io/acme/chart", "A chart repository's URL begins with https://, http:// or oci://"],
  ["git@github.com:a/b", "A chart repository's URL begins with https://, http:// or oci://"],
  ["https://", "This isn't a chart repository's URL"],
  [`https://a${"/".repeat(500)}\n`, "A chart repository's URL has no white space"],
])("the chart repository %j is judged as by Kargo", (text, why) => {
  expect(chartUrl(text)).toBe(why);
});

test.each([
  ["main", undefined],
  ["release/1.x", undefined],
  ["refs/heads/main", "A branch is named without refs/heads/ in front"],
  ["a..b", "A branch's name can't hold \"..\""],
  ["a//b", "A branch's name can't hold \"//\""],
  ["a/.b", "A branch's name can't hold \"/.\""],
  ["a.lock", "A branch's name can't hold \".lock\""],
  ["main/", "A branch's name has letters, digits and . _ / - between them"],
  ["a b", "A branch's name has letters, digits and . _ / - between them"],
  ["", "A branch's name has letters, digits and . _ / - between them"],
  ["a".repeat(256), "A branch's name has at most 255 characters"],
])("the branch %j is judged as by Kargo and Git", (text, why) => {
  expect(branchName(text)).toBe(why);
});

test.each([
  ["k8s/base", undefined],
  ["./k8s/../charts", undefined],
  [".", undefined],
  ["", "A path names something"],
  ["/k8s", "A path begins at the repository's root, without / in front"],
  ["../x", "This path leaves the repository"],
  ["k8s/../../x", "This path leaves the repository"],
  ["k8s\\base", "A path is written with / between names"],
  ["k8s\u0000", "A path has no NUL character"],
])("the path %j is judged from the repository's root", (text, why) => {
  expect(repositoryPath(text)).toBe(why);
});
