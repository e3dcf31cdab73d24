// Pulumi's host of Node programs and policy packs, as much as tests need of it: the one that Go's module proxy has can't
// load policy packs. Like the real one it runs the SDK's own `cmd/run` and `cmd/run-policy-pack`.
// Usage: node language-host.ts [options] ENGINE; it says its port on stdout.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from "@grpc/grpc-js";

const load = createRequire(import.meta.url);
const sdk = dirname(load.resolve("@pulumi/pulumi/package.json"));
const languages = load("@pulumi/pulumi/proto/language_pb.js");
const plugins = load("@pulumi/pulumi/proto/plugin_pb.js");
const { LanguageRuntimeService } = load("@pulumi/pulumi/proto/language_grpc_pb.js");
const engine =
  process.argv
    .slice(2)
    .filter((argument) => !argument.startsWith("-"))
    .at(-1) ?? "";

// biome-ignore lint/suspicious/noExplicitAny: the SDK's messages have no types that can be loaded without a build
type Message = any;

function run(call: ServerUnaryCall<Message, Message>, done: sendUnaryData<Message>): void {
  const request = call.request;
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value: string, key: string) => {
    config[key] = value;
  });
  const options = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engine],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["stack", request.getStack()],
    ["pwd", request.getPwd()],
    ["parallel", String(request.getParallel())],
  ].flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value]));
  const args = [
    // The program's own SDK, as the real host does it: two of them in one process don't know of each other.
    join(
      dirname(createRequire(join(request.getPwd(), "index.js")).resolve("@pulumi/pulumi/package.json")),
      "cmd",
      "run",
    ),
    ...options,
    ...(request.getDryrun() ? ["--dry-run"] : []),
    request.getProgram() || ".",
  ];
  const env = {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
  // Its port was the only thing the engine reads from stdout.
  const child = spawn(process.execPath, args, { cwd: request.getPwd(), env, stdio: ["ignore", 2, 2] });
  child.once("error", (error) => done(error));
  child.once("close", (code) => {
    const response = new languages.RunResponse();
    // The SDK's way to say that the user knows already.
    if (code === 32) response.setBail(true);
    else if (code !== 0) response.setError(`the program ended with code ${code}`);
    done(null, response);
  });
}

function runPlugin(call: ServerWritableStream<Message, Message>): void {
  const { request } = call;
  const folder = request.getInfo().getProgramDirectory();
  const args = [join(sdk, "cmd", "run-policy-pack"), ...request.getArgsList(), folder];
  const given = Object.fromEntries(request.getEnvList().map((entry: string) => entry.split(/=(.*)/s).slice(0, 2)));
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...given },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const send = (how: string, value: unknown) => {
    const response = new languages.RunPluginResponse();
    response[how](value);
    call.write(response);
  };
  child.stdout.on("data", (chunk: Buffer) => send("setStdout", chunk));
  child.stderr.on("data", (chunk: Buffer) => send("setStderr", chunk));
  child.once("close", (code) => {
    send("setExitcode", code ?? 1);
    call.end();
  });
  call.once("cancelled", () => child.kill());
}

const answer = (make: () => Message) => (_call: unknown, done: sendUnaryData<Message>) => done(null, make());
const server = new Server();
server.addService(LanguageRuntimeService, {
  run,
  runPlugin,
  handshake: answer(() => new languages.LanguageHandshakeResponse()),
  getPluginInfo: answer(() => new plugins.PluginInfo()),
  // None: what tests need stands on the PATH.
  getRequiredPackages: answer(() => new languages.GetRequiredPackagesResponse()),
  getRequiredPlugins: answer(() => new languages.GetRequiredPluginsResponse()),
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
// An engine that was killed can't end it.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(), 500);
