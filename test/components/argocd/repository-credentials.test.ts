import { expect, test } from "vitest";
import { RepositoryCredentials } from "../../../components/argocd/repository-credentials.ts";
import { repositoryName } from "../../../components/git-login.ts";
import { runMocked } from "../../support/mocks.ts";

test("Argo CD finds one Secret per repository, by its label, with everything in it secret", async () => {
  const urls = ["https://github.com/acme/web", "https://github.com/acme/goserver.git"];
  const login = { username: "slipway", password: "correct-horse" };
  const { resources } = await runMocked(
    () => void new RepositoryCredentials("argocd", { argocdNamespace: "argo", urls, login }),
  );
  const secret = (url: string, name: string) => ({
    type: "kubernetes:core/v1:Secret",
    name: `argocd-${name}`,
    inputs: {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace: "argo", labels: { "argocd.argoproj.io/secret-type": "repository" } },
      type: "Opaque",
      data: {
        secret: {
          type: Buffer.from("git").toString("base64"),
          url: Buffer.from(url).toString("base64"),
          username: Buffer.from("slipway").toString("base64"),
          password: Buffer.from("correct-horse").toString("base64"),
        },
      },
    },
    after: [],
  });
  expect(resources).toEqual([
    { type: "slipway:argocd:RepositoryCredentials", name: "argocd", inputs: { urls: [...urls].sort() }, after: [] },
    secret("https://github.com/acme/goserver.git", "repository-acme-goserver-fca618ab"),
    secret("https://github.com/acme/web", "repository-acme-web-ea93736a"),
  ]);
});

test("two servers' repositories of one name get different names", () => {
  expect(repositoryName("https://a.example/acme/web")).not.toBe(repositoryName("https://b.example/acme/web"));
  expect(repositoryName("https://a.example/Acme/Web_Shop.git")).toMatch(/^acme-web-shop-[0-9a-f]{8}$/);
});
