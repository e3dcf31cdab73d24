import { X509Certificate as NodeCertificate, webcrypto } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { writeFileAtomic } from "./atomic-file.ts";

/** Paths of the sandbox's certificates and keys, all PEM. */
export interface Certificates {
  readonly ca: string;
  /** For every server: the API server, kube-controller-manager, kube-scheduler, etcd. */
  readonly server: KeyPair;
  /** What the API server shows to etcd. */
  readonly etcdClient: KeyPair;
  /** etcd to itself as a peer. */
  readonly etcdPeer: KeyPair;
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
}

export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

const day = 24 * 3600 * 1000;
const validity = 3650 * day;
/** Made anew when less than this is left, so that no sandbox runs into the end. */
const renewal = 30 * day;
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const usage = x509.ExtendedKeyUsage;

/** Where the certificates of a state folder are. */
export function certificatePaths(pki: string): Certificates {
  const pair = (name: string) => ({ certificate: join(pki, `${name}.crt`), key: join(pki, `${name}.key`) });
  return {
    ca: join(pki, "ca.crt"),
    server: pair("server"),
    etcdClient: pair("etcd-client"),
    etcdPeer: pair("etcd-peer"),
    serviceAccountKey: join(pki, "service-account.key"),
    serviceAccountPublicKey: join(pki, "service-account.pub"),
  };
}

/**
 * Makes the sandbox's own CA, its certificates (valid for ten years) and the key that signs ServiceAccount tokens,
 * unless they are there, belong together and have more than 30 days left.
 */
export async function ensureCertificates(pki: string): Promise<Certificates> {
  const paths = certificatePaths(pki);
  if (!existsSync(paths.serviceAccountKey) || !existsSync(paths.serviceAccountPublicKey)) {
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    writeFileAtomic(paths.serviceAccountPublicKey, await pem(keys.publicKey));
    writeFileAtomic(paths.serviceAccountKey, await pem(keys.privateKey));
  }
  const pairs = [paths.server, paths.etcdClient, paths.etcdPeer];
  if (!pairs.every((pair) => isGood(pair, paths.ca))) await makeCertificates(paths);
  return paths;
}

function isGood(pair: KeyPair, caPath: string): boolean {
  if (![pair.certificate, pair.key, caPath].every((path) => existsSync(path))) return false;
  const ca = new NodeCertificate(readFileSync(caPath));
  const certificate = new NodeCertificate(readFileSync(pair.certificate));
  return certificate.verify(ca.publicKey) && Date.parse(certificate.validTo) - Date.now() > renewal;
}

async function makeCertificates(paths: Certificates): Promise<void> {
  x509.cryptoProvider.set(webcrypto as unknown as NonNullable<Parameters<typeof x509.cryptoProvider.set>[0]>);
  const times = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + validity) };
  const caKeys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=slipway-sandbox",
    keys: caKeys,
    signingAlgorithm: algorithm,
    ...times,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const issue = async (pair: KeyPair, subject: string, usages: x509.ExtendedKeyUsage[]) => {
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${subject}`,
      issuer: ca.subject,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: algorithm,
      ...times,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(usages),
        new x509.SubjectAlternativeNameExtension(serverNames),
        await x509.AuthorityKeyIdentifierExtension.create(ca, false),
      ],
    });
    writeFileAtomic(pair.key, await pem(keys.privateKey));
    writeFileAtomic(pair.certificate, `${certificate.toString("pem")}\n`);
  };
  // The CA's own key is not kept: nothing signs with it later, and what is not there cannot leak.
  writeFileAtomic(paths.ca, `${ca.toString("pem")}\n`);
  await issue(paths.etcdClient, "kube-apiserver", [usage.clientAuth]);
  await issue(paths.etcdPeer, "etcd", [usage.clientAuth, usage.serverAuth]);
  await issue(paths.server, "kube-apiserver", [usage.serverAuth]);
}

const serverNames: x509.JsonGeneralNames = [
  { type: "ip", value: "127.0.0.1" },
  { type: "ip", value: "10.96.0.1" },
  { type: "dns", value: "localhost" },
  { type: "dns", value: "kubernetes" },
  { type: "dns", value: "kubernetes.default" },
  { type: "dns", value: "kubernetes.default.svc" },
  { type: "dns", value: "kubernetes.default.svc.cluster.local" },
];

async function pem(key: webcrypto.CryptoKey): Promise<string> {
  const [format, label] =
    key.type === "private" ? (["pkcs8", "PRIVATE KEY"] as const) : (["spki", "PUBLIC KEY"] as const);
  const base64 = Buffer.from(await webcrypto.subtle.exportKey(format, key)).toString("base64");
  return `-----BEGIN ${label}-----\n${base64.replace(/(.{64})/g, "$1\n").trimEnd()}\n-----END ${label}-----\n`;
}
