import grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import type { Log, Severity } from "./session.ts";

const severities: Readonly<Record<Severity, 1 | 2 | 3>> = { info: 1, warning: 2, error: 3 };

/** Sends messages to the engine; before its address is known, and after it is gone, they are dropped. */
export class EngineLog implements Log {
  #client: InstanceType<typeof engineGrpc.EngineClient> | undefined;

  /** @param address `127.0.0.1:port` of the engine */
  connect(address: string): void {
    this.#client?.close();
    this.#client = new engineGrpc.EngineClient(address, grpc.credentials.createInsecure());
  }

  message(severity: Severity, urn: string, text: string): void {
    this.#send(severities[severity], urn, text, false);
  }

  status(urn: string, text: string): void {
    this.#send(severities.info, urn, text, true);
  }

  #send(severity: 1 | 2 | 3, urn: string, text: string, ephemeral: boolean): void {
    const request = new enginePb.LogRequest();
    request.setSeverity(severity);
    request.setMessage(text);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    // An engine that no longer listens is about to end this process: nobody is left to tell.
    this.#client?.log(request, () => {});
  }
}
