import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadChoices, portNames } from "../../sandbox/choices.ts";
import { prepareState } from "../../sandbox/state.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-choices-"));
const paths = prepareState(folder);
afterAll(() => rmSync(folder, { recursive: true }));

test("ports and secrets are chosen once, each its own, and kept", async () => {
  const first = await loadChoices(paths);
  expect(Object.keys(first.ports)).toEqual([...portNames]);
  expect(new Set(Object.values(first.ports)).size).toBe(portNames.length);
  const { tokens, redisPassword, gitPassword, argocdSecretKey, registrySecret } = first;
  const secrets = [...Object.values(tokens), redisPassword, gitPassword, argocdSecretKey, registrySecret];
  expect(new Set(secrets).size).toBe(secrets.length);
  expect(secrets.filter((secret) => !/^[0-9a-f]{48}$/.test(secret))).toEqual([]);
  expect(statSync(paths.choices).mode & 0o777).toBe(0o600);
  expect(await loadChoices(paths)).toEqual(first);
});

test("what an older Slipway did not know yet is added, the rest stays", async () => {
  const { redisPassword: _, ...rest } = await loadChoices(paths);
  const { kwok: __, ...ports } = rest.ports;
  writeFileSync(paths.choices, JSON.stringify({ ...rest, ports }));
  const completed = await loadChoices(paths);
  expect(completed).toEqual({
    ...rest,
    ports: { ...ports, kwok: completed.ports.kwok },
    redisPassword: completed.redisPassword,
  });
  expect(Object.values(ports)).not.toContain(completed.ports.kwok);
});
