import type * as pulumi from "@pulumi/pulumi";
import {
  createRepository,
  deleteRepository,
  differs,
  type HubRepository,
  type HubSettings,
  readRepository,
  type Takeover,
  updateRepository,
} from "./docker-hub-client.ts";
import type { Hub } from "./docker-hub-http.ts";

/** What the resource passes in; all plain, and nothing secret. */
export interface HubInputs extends HubSettings {
  readonly namespace: string;
  readonly name: string;
  /** Who logs in. */
  readonly username: string;
  readonly endpoint: string;
  readonly takeover: Takeover;
}

/**
 * The dynamic provider of repositories on Docker Hub. Pulumi stores it as text in the state and runs it in a process of
 * its own, where alone it reads its token: from the stack's secret `dockerHubToken`, else from SLIPWAY_DOCKERHUB_TOKEN.
 */
export function dockerHubProvider(): pulumi.dynamic.ResourceProvider {
  const own = { token: "" };

  const hubOf = ({ endpoint, username }: HubInputs): Hub => {
    if (own.token === "") {
      throw new Error(
        "there is no token for Docker Hub: run pulumi config set --secret slipway:dockerHubToken, or set SLIPWAY_DOCKERHUB_TOKEN",
      );
    }
    const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
    return { endpoint, identifier: username, secret: own.token, clock: { now: () => Date.now(), sleep } };
  };
  const outputs = (inputs: HubInputs, found: HubRepository) => ({ ...inputs, ...found });

  return {
    async configure({ config }: pulumi.dynamic.ConfigureRequest) {
      own.token = config.get("dockerHubToken") || process.env["SLIPWAY_DOCKERHUB_TOKEN"] || "";
    },
    async create(inputs: HubInputs) {
      const hub = hubOf(inputs);
      const id = `${inputs.namespace}/${inputs.name}`;
      const made = await createRepository(hub, inputs, inputs, inputs.takeover);
      if (!differs(inputs, made)) return { id, outs: outputs(inputs, made) };
      try {
        return { id, outs: outputs(inputs, await updateRepository(hub, inputs, inputs)) };
      } catch (error) {
        // With these the engine keeps the repository in the state, and the next run goes on from there.
        const reasons = [error instanceof Error ? error.message : String(error)];
        throw Object.assign(new Error(reasons[0]), { id, properties: outputs(inputs, made), reasons });
      }
    },
    async read(id: string, props: HubInputs) {
      const found = await readRepository(hubOf(props), props);
      // Without an id the engine takes the repository for deleted.
      return found === undefined ? { id: "" } : { id, props: outputs(props, found) };
    },
    async diff(_id: string, olds: HubInputs, news: HubInputs) {
      const replaces = (["namespace", "name"] as const).filter((key) => olds[key] !== news[key]);
      const access = olds.username !== news.username || olds.endpoint !== news.endpoint;
      return { changes: replaces.length > 0 || access || differs(news, olds), replaces };
    },
    async update(_id: string, _olds: HubInputs, news: HubInputs) {
      return { outs: outputs(news, await updateRepository(hubOf(news), news, news)) };
    },
    async delete(_id: string, props: HubInputs) {
      await deleteRepository(hubOf(props), props);
    },
  };
}
