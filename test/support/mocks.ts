import * as pulumi from "@pulumi/pulumi";
import { leaveOutPromiseTraces } from "./promise-traces.ts";

/** One resource as a program registered it. Secrets stand as `{ secret: value }`. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the resources it explicitly depends on, sorted; those its inputs come from too. */
  readonly after: readonly string[];
  /** There only where Pulumi is told never to delete it. */
  readonly protect?: true;
  /** There only where a destroy leaves the thing itself alone. */
  readonly retainOnDelete?: true;
  /** Id of what is there already and taken up; there only where that is so. */
  readonly import?: string;
  /** Name of the resource whose end is this one's too; there only where there is one. */
  readonly deletedWith?: string;
  /** Its provider's name, where the test asks for it. */
  readonly provider?: string;
}

export interface MockedRun<Outputs> {
  readonly outputs: Outputs;
  /** Resources in the order of registration, the stack itself left out. */
  readonly resources: readonly Registered[];
}

export interface MockOptions {
  readonly stack?: string;
  readonly preview?: boolean;
  /** Tells the provider's name of each resource that has one. Default: left out. */
  readonly providers?: true;
  /** Plain config by full key, and the keys of it that are secret. */
  readonly config?: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
  /** Outputs of other stacks by full name. A stack that isn't here doesn't exist. */
  readonly stacks?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What a provider makes up when it makes a resource, by type: `{ "random:index/randomPassword:RandomPassword": { result: "…" } }`. */
  readonly results?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Answers to calls of providers, by token. */
  readonly calls?: Readonly<
    Record<string, (inputs: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>
  >;
}

/** Runs a program without an engine and tells what it registered; throws what the program throws. */
export async function runMocked<Outputs>(
  program: () => Promise<Outputs> | Outputs,
  options: MockOptions = {},
): Promise<MockedRun<Outputs>> {
  leaveOutPromiseTraces();
  const resources: Registered[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs, id }) => {
      const state =
        type === "pulumi:pulumi:StackReference"
          ? { ...inputs, outputs: options.stacks?.[inputs.name] ?? {} }
          : { ...inputs, ...options.results?.[type] };
      return { id: id ?? `${name}-id`, state };
    },
    call: ({ token, inputs }) => {
      const answer = options.calls?.[token];
      if (answer !== undefined) return answer(inputs);
      if (token !== "pulumi:pulumi:readStackOutputs") throw new Error(`no mock of ${token}`);
      if (!(inputs.name in (options.stacks ?? {}))) {
        const details = `unknown stack "${inputs.name}"`;
        throw Object.assign(new Error(details), { details }); // As gRPC's errors carry their text.
      }
      return { outputs: options.stacks?.[inputs.name] };
    },
  };
  await pulumi.runtime.setMocks(mocks, "slipway", options.stack ?? "test", options.preview ?? false, "organization");
  pulumi.runtime.setAllConfig({ ...options.config }, [...(options.secretKeys ?? [])]);
  record(resources, options.providers ?? false);
  // What is thrown inside would end the process: the SDK leaves it to the language host.
  let result: { outputs: Outputs } | { error: unknown } | undefined;
  await pulumi.runtime.runInPulumiStack(async () => {
    try {
      result = { outputs: await program() };
    } catch (error) {
      result = { error };
    }
    return {};
  });
  await drained();
  if (result === undefined) throw new Error("the program never ran");
  if ("error" in result) throw result.error;
  return { outputs: result.outputs, resources };
}

// The mocks' own hook tells neither dependencies nor what is secret, so the requests themselves are read.
function record(resources: Registered[], providers: boolean): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource: (request: Request, callback: unknown) => unknown;
  };
  const original = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    if (request.getType() !== "pulumi:pulumi:Stack") {
      const { outputs: _computed, ...inputs } = withSecrets(request.getObject()?.toJavaScript() ?? {}) as Record<
        string,
        unknown
      >;
      const after = request.getDependenciesList().map((urn) => urn.slice(urn.lastIndexOf("::") + 2));
      const protect = request.getProtect() ? { protect: true as const } : {};
      const retained = request.getRetainondelete() ? { retainOnDelete: true as const } : {};
      const imported = request.getImportid() === "" ? {} : { import: request.getImportid() };
      const owner = request.getDeletedwith();
      const deletedWith = owner === "" ? {} : { deletedWith: owner.slice(owner.lastIndexOf("::") + 2) };
      const [type, name] = [request.getType(), request.getName()];
      const [, provider = ""] = /::([^:]+)::[^:]*$/.exec(request.getProvider()) ?? [];
      const by = providers && provider !== "" ? { provider } : {};
      resources.push({
        type,
        name,
        inputs,
        after: after.sort(),
        ...protect,
        ...retained,
        ...imported,
        ...deletedWith,
        ...by,
      });
    }
    return original(request, callback);
  };
}

interface Request {
  getType(): string;
  getName(): string;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getProvider(): string;
  getDeletedwith(): string;
  getRetainondelete(): boolean;
  getImportid(): string;
}

const signature = "4dabf18193072939515e22adb298388d";

function withSecrets(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withSecrets);
  if (signature in value) return { secret: withSecrets((value as unknown as { value: unknown }).value) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withSecrets(inner)]));
}

// Left out of the SDK's declarations; without it a resource may still be on its way when the test looks.
function drained(): Promise<void> {
  return (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
}
