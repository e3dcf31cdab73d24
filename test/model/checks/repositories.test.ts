import { expect, test } from "vitest";
import { check } from "../../../model/check.ts";
import { defaultSettings, type Mirror } from "../../../model/settings.ts";
import { edited } from "../sample.ts";

function said(path: string, url: string, mirrors: readonly Mirror[] = []): string[] {
  const problems = check(edited({ [path]: url }), { ...defaultSettings, mirrors });
  return problems.map(({ message, got, fix }) => `${message} (${got}). ${fix}`);
}

test.each([
  [
    "https://docker.io/acme/goserver",
    "An image repository is written without a scheme",
    "Leave out everything up to ://",
  ],
  ["docker.io/acme/goserver:latest", "This names a tag, not a repository", "Leave out the : and the tag behind it"],
  [
    "docker.io/acme/goserver@sha256:00",
    "This names one image by digest, not a repository",
    "Leave out the @ and what follows",
  ],
  ["docker.io/Acme/goserver", "Registries take small letters only", 'Write "docker.io/acme/goserver"'],
  ["docker.io//goserver", "This isn't an image repository", "Write registry and path only"],
  ["", "This isn't an image repository", "Write registry and path only"],
])("the image repository %j is refused", (url, message, fix) => {
  expect(said("warehouses.main.image.repoURL", url)).toEqual([`${message} ("${url}"). ${fix}`]);
});

test.each(["goserver", "acme/goserver", "127.0.0.1:5000/acme/goserver", "ghcr.io/a/b/c-d_e.f"])(
  "the image repository %j is taken",
  (url) => {
    expect(said("warehouses.main.image.repoURL", url)).toEqual([]);
  },
);

const ssh = "Kargo gives up Git over SSH with 1.13, so only https is taken";
const notGit = "This isn't a Git repository's URL";
test.each([
  ["git@github.com:acme/goserver.git", ssh, "Write the repository's https:// URL"],
  ["ssh://git@github.com/acme/goserver", ssh, "Write the repository's https:// URL"],
  ["file:///srv/git/goserver", notGit, "Write the repository's https:// URL"],
  ["acme/goserver", notGit, "Write the repository's https:// URL"],
  ["https://github.com/acme/goserver ", "A Git URL has no white space", "Remove it"],
  ["http://github.com/acme/goserver", "Plain http would send credentials and manifests unprotected", "Write https://"],
  ["http://127.0.0.1.nip.io/a/b", "Plain http would send credentials and manifests unprotected", "Write https://"],
  ["https://github.com/", notGit, "Write host and path only, without / at the end"],
  ["https://github.com/acme/goserver.git/", notGit, "Write host and path only, without / at the end"],
  ["https://github.com/acme/goserver?a=b", notGit, "Write host and path only, without / at the end"],
])("the Git URL %j is refused", (url, message, fix) => {
  const shown = url.replace("git@github.com/", "…@github.com/");
  expect(said("warehouses.main.git.repoURL", url)).toEqual([`${message} ("${shown}"). ${fix}`]);
});

test.each(["https://github.com/acme/goserver", "https://git.example:8443/a/b.git", "http://127.0.0.1:3000/git/a.git"])(
  "the Git URL %j is taken",
  (url) => {
    expect(said("warehouses.main.git.repoURL", url)).toEqual([]);
  },
);

test.each(["https://me:hunter2@github.com/acme/goserver", "https://ghp_hunter2@github.com/acme/goserver"])(
  "credentials in %j are refused and never shown",
  (url) => {
    expect(said("warehouses.main.git.repoURL", url)).toEqual([
      'A URL in a definition never holds credentials: it is stored in Git, in the cluster and shown to everyone ("https://…@github.com/acme/goserver"). Remove them, revoke them, and give new ones as the secret slipway:gitCredentials',
    ]);
  },
);

test("what a mirror makes of a URL is judged like the URL", () => {
  const mirrors = [{ from: "https://github.com/", to: "http://mirror.example/" }];
  expect(said("warehouses.main.git.repoURL", "https://github.com/acme/goserver", mirrors)).toEqual([
    'Plain http would send credentials and manifests unprotected ("http://mirror.example/acme/goserver" after mirrors). Mend the mirror in slipway:mirrors',
  ]);
});
