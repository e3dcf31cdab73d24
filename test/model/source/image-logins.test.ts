import { expect, test } from "vitest";
import { formatProblem } from "../../../model/problem.ts";
import { dockerConfig, imageLoginProblems, loginFor } from "../../../model/source/image-logins.ts";

const hub = { username: "acme", password: `dckr_pat_${"Canary0123456789"}` };
const ghcr = { username: "bot", password: "one" };
const own = { username: "bot", password: "two" };
const logins = { "docker.io": hub, "ghcr.io": ghcr, "ghcr.io/acme": own };

test.each([
  ["docker.io/acme/goserver", hub],
  ["acme/goserver", hub],
  ["index.docker.io/acme/goserver", hub],
  ["ghcr.io/acme/goserver", own],
  ["ghcr.io/acme", own],
  ["ghcr.io/acmes/goserver", ghcr],
  ["oci://ghcr.io/acme/chart", own],
  ["quay.io/acme/goserver", undefined],
  ["ghcr.io.example/acme/goserver", undefined],
])("%s gets the login of the longest beginning", (image, login) => {
  expect(loginFor(image, logins)).toEqual(login);
});

test("nodes get the logins of the images they run, no others", () => {
  expect(dockerConfig(["quay.io/a/b"], logins)).toBeUndefined();
  expect(dockerConfig(["docker.io/acme/goserver", "ghcr.io/acme/web", "docker.io/acme/other"], logins)).toEqual({
    auths: {
      "https://index.docker.io/v1/": { ...hub, auth: Buffer.from(`acme:${hub.password}`).toString("base64") },
      "ghcr.io/acme": { ...own, auth: Buffer.from("bot:two").toString("base64") },
    },
  });
});

test("what can't be a beginning or a token is told without the token", () => {
  const problems = imageLoginProblems("x", {
    "docker.io": { username: "acme", password: "Canary" },
    "docker.io/acme": hub,
    "https://ghcr.io": ghcr,
    "quay.io": { username: "bot", password: "Canary\n" },
  });
  expect(problems.map(formatProblem)).toEqual([
    `error x["docker.io"].password: This is no token of Docker Hub, perhaps a password, which opens the whole account (got a text that is no token of a known kind, 6 characters). Make a personal access token with Read-only on Docker Hub, for the cluster alone, and set it. [source-token]`,
    `error x["docker.io/acme"]: This can't be the beginning of images' names (got "docker.io/acme"; allowed docker.io, another registry, or one with a path: ghcr.io/acme). Correct it. [source-token]`,
    `error x["https://ghcr.io"]: This can't be the beginning of images' names (got "https://ghcr.io"; allowed docker.io, another registry, or one with a path: ghcr.io/acme). Correct it. [source-token]`,
    `error x["quay.io"].password: This has white space around it, perhaps the end of a line (got a text that is no token of a known kind, 7 characters). Set it again without. [source-token]`,
  ]);
});
