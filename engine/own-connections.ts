import * as settings from "@pulumi/pulumi/runtime/settings.js";

/**
 * Gives every program that runs in this process connections of its own to its engine.
 *
 * gRPC keeps connections per address for the whole process, and `@pulumi/pulumi` 3.270 closes none of a program that
 * was run inline. An engine that is given the port of one that has ended would meet that one's dead connection, which
 * refuses at once ("No connection established. Last error: null") instead of trying.
 *
 * @throws Error when `@pulumi/pulumi` no longer keeps its options where they are looked for
 */
export function keepConnectionsApart(): void {
  const { grpcClientOptions } = settings as { grpcClientOptions?: Record<string, unknown> };
  if (grpcClientOptions === undefined) throw new Error("@pulumi/pulumi/runtime/settings.js has no grpcClientOptions");
  grpcClientOptions["grpc.use_local_subchannel_pool"] = 1;
}
