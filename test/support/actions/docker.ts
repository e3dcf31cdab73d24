#!/usr/bin/env node
/**
 * What stands in for Docker on a runner's PATH: the two calls that the delivery workflow makes, `docker buildx imagetools
 * inspect` and `create --tag`, against a registry on loopback. `DOCKER_REGISTRY=127.0.0.1:PORT` answers for every host.
 */
const [program, group, command, ...args] = process.argv.slice(2);
const registry = process.env["DOCKER_REGISTRY"] ?? "";

async function manifest(reference: string): Promise<{ text: string; type: string; digest: string } | undefined> {
  const { repository, tag } = partsOf(reference);
  const answer = await fetch(`http://${registry}/v2/${repository}/manifests/${tag}`, {
    headers: { accept: "application/vnd.oci.image.manifest.v1+json" },
  });
  const text = await answer.text();
  if (answer.status !== 200) return undefined;
  const header = (name: string) => answer.headers.get(name) ?? "";
  return { text, type: header("content-type"), digest: header("docker-content-digest") };
}

function partsOf(reference: string): { repository: string; tag: string } {
  const [, repository = "", tag = ""] = /^[^/]+\/(.+):([^:/]+)$/.exec(reference) ?? [];
  return { repository, tag };
}

const refused = (text: string): never => {
  process.stderr.write(`ERROR: ${text}\n`);
  process.exit(1);
};

if (program !== "buildx" || group !== "imagetools")
  refused(`no stand-in for docker ${process.argv.slice(2).join(" ")}`);
if (command === "inspect") {
  const [reference = ""] = args;
  const found = await manifest(reference);
  if (found === undefined) refused(`${reference}: not found`);
  else process.stdout.write(`${JSON.stringify({ mediaType: found.type, digest: found.digest })}\n`);
} else if (command === "create" && args[0] === "--tag") {
  const [, target = "", source = ""] = args;
  const found = await manifest(source);
  if (found === undefined) refused(`${source}: not found`);
  else {
    const { repository, tag } = partsOf(target);
    const stored = await fetch(`http://${registry}/v2/${repository}/manifests/${tag}`, {
      method: "PUT",
      headers: { "content-type": found.type },
      body: found.text,
    });
    if (stored.status !== 201) refused(`${target}: status ${stored.status}`);
  }
} else refused(`no stand-in for docker buildx imagetools ${command} ${args.join(" ")}`);
