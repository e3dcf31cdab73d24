import grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { EngineLog } from "./engine-log.ts";
import { watchEngine } from "./engine-watch.ts";
import { providerService } from "./provider.ts";

/** As large as the engine's own bound: an object with its managed fields may pass the default of 4 MB. */
const maxMessageBytes = 400 * 1024 * 1024;

// The engine gives its address as the last argument, after flags for logging and tracing.
const address = process.argv.slice(2).findLast((argument) => /^[^-].*:\d+$/.test(argument)) ?? "";
const log = new EngineLog();
if (address !== "") log.connect(address);

const server = new grpc.Server({
  "grpc.max_receive_message_length": maxMessageBytes,
  "grpc.max_send_message_length": maxMessageBytes,
});
server.addService(providerGrpc.ResourceProviderService, providerService(log));
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    process.stderr.write(`pulumi-resource-kubernetes: cannot listen on 127.0.0.1: ${error.message}\n`);
    process.exit(1);
  }
  // The engine's side of the protocol: the first line is the port, nothing else is ever written to stdout.
  process.stdout.write(`${port}\n`);
});

watchEngine(address, () => process.exit(0));
// SIGINT is how the engine asks a plugin to leave; it waits five seconds for it, then kills. A Ctrl-C at the terminal
// does not come here: the engine starts plugins in a process group of their own.
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));
