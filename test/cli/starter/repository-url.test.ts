import { expect, test } from "vitest";
import { checkedUrl } from "../../../cli/starter/repository-url.ts";

test.each([
  [
    "http://git.example.com/acme/shop",
    'got "http://git.example.com/acme/shop"; http would show the token to everyone on the way, and is for loopback only',
  ],
  [
    "https://me:CanaryInUrl@github.com/acme/shop",
    'got "https://…@github.com/acme/shop"; it holds a login, which would stand in files, logs and process lists. Change that password',
  ],
  ["git@github.com:acme/shop.git", 'got "git@github.com:acme/shop.git"; that is no URL'],
  [
    "ssh://git@github.com/acme/shop",
    'got "ssh://…@github.com/acme/shop"; it holds a login, which would stand in files, logs and process lists. Change that password',
  ],
  ["https://github.com/acme", 'got "https://github.com/acme"; its path isn\'t one of a repository'],
])("%s is refused", (url, words) => {
  expect(() => checkedUrl("--repo", url)).toThrow(
    `--repo: ${words}. Give it as https://HOST/OWNER/NAME, and the login by a token in the environment`,
  );
});

test.each([
  ["https://github.com/acme/shop", "https://github.com/acme/shop"],
  ["https://github.com/acme/shop.git/", "https://github.com/acme/shop.git"],
  ["https://git.example.com:8443/team/group/shop", "https://git.example.com:8443/team/group/shop"],
  ["http://127.0.0.1:3000/acme/shop", "http://127.0.0.1:3000/acme/shop"],
])("%s is taken", (url, expected) => {
  expect(checkedUrl("--repo", url)).toBe(expected);
});
