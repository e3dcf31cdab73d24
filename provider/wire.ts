import type * as grpcTypes from "@grpc/grpc-js";
import grpc from "@grpc/grpc-js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";
import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { maskSecrets } from "./mask.ts";
import { messageOf, ResourceNotReadyError } from "./resource-error.ts";
import { decodeFields, encodeFields, type Fields } from "./value.ts";

/** Between protobuf messages and this provider's values. */

export function fromStruct(struct: StructMessage | undefined): Fields {
  return struct === undefined ? {} : decodeFields(struct.toJavaScript() as Record<string, unknown>);
}

export function toStruct(fields: Fields): StructMessage {
  return structPb.Struct.fromJavaScript(encodeFields(fields) as Parameters<typeof structPb.Struct.fromJavaScript>[0]);
}

/** `google.rpc.Status` travels in this header; the engine reads the details out of it. */
const statusDetails = "grpc-status-details-bin";

/**
 * The gRPC answer to a failed call. An object that exists but is not ready brings its state along.
 * @param inputs of the call: their secrets are masked in the message
 */
export function toServiceError(error: unknown, inputs: Fields = {}): Partial<grpcTypes.ServiceError> {
  const message = maskSecrets(messageOf(error), inputs);
  const answer = { code: grpc.status.UNKNOWN, details: message, message };
  if (!(error instanceof ResourceNotReadyError)) return answer;
  const detail = new pb.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(toStruct(error.state));
  detail.setReasonsList([message]);
  const any = new anyPb.Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusPb.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(any);
  const metadata = new grpc.Metadata();
  metadata.add(statusDetails, Buffer.from(status.serializeBinary()));
  return { ...answer, metadata };
}
