import { expect, test } from "vitest";
import { gitRoute } from "../../sandbox/git-route.ts";

const refs = (service: string) => `/acme/goserver.git/info/refs?service=${service}`;

test.each([
  ["GET", refs("git-upload-pack"), "info/refs", "service=git-upload-pack"],
  ["HEAD", refs("git-receive-pack"), "info/refs", "service=git-receive-pack"],
  ["POST", "/acme/goserver.git/git-upload-pack", "git-upload-pack", ""],
  ["POST", "/acme/goserver.git/git-receive-pack", "git-receive-pack", ""],
])("%s %s is served", (method, url, service, query) => {
  expect(gitRoute(method, url)).toEqual({ repository: "acme/goserver", service, query });
});

const notFound = { status: 404, message: "not found" };
test.each([
  ["GET", "/", notFound],
  ["GET", "/acme/goserver.git/HEAD", notFound],
  ["GET", "/acme/goserver/info/refs?service=git-upload-pack", notFound],
  ["GET", "/../../etc.git/info/refs?service=git-upload-pack", notFound],
  ["GET", "/acme/...git/info/refs?service=git-upload-pack", notFound],
  ["GET", "/%2e%2e/x.git/info/refs?service=git-upload-pack", notFound],
  ["GET", "/acme/a%2fb.git/info/refs?service=git-upload-pack", notFound],
  ["GET", "//etc.git/info/refs?service=git-upload-pack", notFound],
  ["GET", "/-x/y.git/info/refs?service=git-upload-pack", notFound],
  ["GET", refs("git-shell"), { status: 403, message: "only git's smart HTTP protocol is served" }],
  ["GET", "/acme/goserver.git/info/refs", { status: 403, message: "only git's smart HTTP protocol is served" }],
  ["DELETE", refs("git-upload-pack"), { status: 405, message: "DELETE is not allowed here" }],
  ["GET", "/acme/goserver.git/git-receive-pack", { status: 405, message: "GET is not allowed here" }],
])("%s %s is refused", (method, url, refusal) => {
  expect(gitRoute(method, url)).toEqual(refusal);
});
