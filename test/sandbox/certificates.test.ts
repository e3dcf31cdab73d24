import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ensureCertificates } from "../../sandbox/certificates.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-pki-"));
afterAll(() => rmSync(folder, { recursive: true }));
const certificate = (path: string) => new X509Certificate(readFileSync(path));

test("each certificate is of the sandbox's own CA, for its own key, and valid for ten years", async () => {
  const paths = await ensureCertificates(folder);
  const ca = certificate(paths.ca);
  for (const pair of [paths.server, paths.etcdClient, paths.etcdPeer]) {
    const one = certificate(pair.certificate);
    expect([one.verify(ca.publicKey), one.checkPrivateKey(createPrivateKey(readFileSync(pair.key)))]).toEqual([
      true,
      true,
    ]);
    expect(statSync(pair.key).mode & 0o777).toBe(0o600);
    expect(Math.round((Date.parse(one.validTo) - Date.now()) / 86_400_000)).toBe(3650);
  }
  expect(certificate(paths.server.certificate).subjectAltName).toBe(
    "IP Address:127.0.0.1, IP Address:10.96.0.1, DNS:localhost, DNS:kubernetes, DNS:kubernetes.default, DNS:kubernetes.default.svc, DNS:kubernetes.default.svc.cluster.local",
  );
  expect(certificate(paths.server.certificate).keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(certificate(paths.etcdClient.certificate).keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
});

test("they are kept by the next start, and made anew when one does not belong to the CA", async () => {
  const paths = await ensureCertificates(folder);
  const before = readFileSync(paths.server.certificate, "utf8");
  const key = readFileSync(paths.serviceAccountKey, "utf8");
  await ensureCertificates(folder);
  expect(readFileSync(paths.server.certificate, "utf8")).toBe(before);
  const other = mkdtempSync(join(folder, "other-"));
  const foreign = await ensureCertificates(other);
  writeFileSync(paths.etcdPeer.certificate, readFileSync(foreign.etcdPeer.certificate));
  await ensureCertificates(folder);
  expect(readFileSync(paths.server.certificate, "utf8")).not.toBe(before);
  // Tokens that the old key signed must stay valid.
  expect(readFileSync(paths.serviceAccountKey, "utf8")).toBe(key);
});
