import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import grpc from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type * as messages from "@pulumi/pulumi/proto/provider_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { hashSync } from "bcryptjs";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { watchEngine } from "../../../provider/engine-watch.ts";
import { type Fields, makeSecret, unknown } from "../../../provider/value.ts";
import { fromStruct, toStruct } from "../../../provider/wire.ts";

/** `random:index/randomPassword:RandomPassword` alone, in the form of pulumi-random's plugin, for tests of whole stacks. */
type Answer<Response> = (error: null, response: Response) => void;
const answering =
  <Request, Response>(handle: (request: Request) => Response) =>
  (call: { request: Request }, answer: Answer<Response>) =>
    answer(null, handle(call.request));
const checked = (request: messages.CheckRequest) => {
  const response = new pb.CheckResponse();
  response.setInputs(request.getNews());
  return response;
};

const service = {
  handshake: answering(() => {
    const response = new pb.ProviderHandshakeResponse();
    response.setAcceptSecrets(true);
    return response;
  }),
  getPluginInfo: answering(() => {
    const info = new pluginPb.PluginInfo();
    info.setVersion("4.21.2");
    return info;
  }),
  checkConfig: answering(checked),
  diffConfig: answering(() => new pb.DiffResponse()),
  configure: answering(() => {
    const response = new pb.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    return response;
  }),
  check: answering(checked),
  diff: answering((request: messages.DiffRequest) => {
    const response = new pb.DiffResponse();
    const same = isDeepStrictEqual(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
    response.setChanges(same ? pb.DiffResponse.DiffChanges.DIFF_NONE : pb.DiffResponse.DiffChanges.DIFF_SOME);
    response.setReplacesList(same ? [] : ["keepers"]);
    return response;
  }),
  create: answering((request: messages.CreateRequest) => {
    const inputs = fromStruct(request.getProperties());
    const response = new pb.CreateResponse();
    response.setId(request.getPreview() ? "" : "none");
    response.setProperties(
      toStruct({ ...inputs, ...(request.getPreview() ? unmade : password(Number(inputs.length))) }),
    );
    return response;
  }),
  read: answering((request: messages.ReadRequest) => {
    const response = new pb.ReadResponse();
    response.setId(request.getId());
    response.setProperties(request.getProperties());
    response.setInputs(request.getInputs());
    return response;
  }),
  delete: answering(() => new emptyPb.Empty()),
  cancel: answering(() => new emptyPb.Empty()),
};

const unmade: Fields = { result: makeSecret(unknown), bcryptHash: makeSecret(unknown) };

function password(length: number): Fields {
  const result = randomBytes(length).toString("hex").slice(0, length);
  return { result: makeSecret(result), bcryptHash: makeSecret(hashSync(result, 4)) };
}

const address = process.argv.slice(2).findLast((argument) => /^[^-].*:\d+$/.test(argument)) ?? "";
const server = new grpc.Server();
server.addService(providerGrpc.ResourceProviderService, service as unknown as grpc.UntypedServiceImplementation);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (_error, port) => {
  process.stdout.write(`${port}\n`);
});
watchEngine(address, () => process.exit(0));
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));
