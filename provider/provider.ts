import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import grpc from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import type * as messages from "@pulumi/pulumi/proto/provider_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { openSession } from "./configure.ts";
import type { Difference } from "./difference.ts";
import type { EngineLog } from "./engine-log.ts";
import { contents } from "./kube/kubeconfig.ts";
import type { EngineAutonaming } from "./naming.ts";
import { operationsOf } from "./operations/operations.ts";
import { byName, formatRefusals, readOptions, refusedOptions } from "./options.ts";
import type { Session } from "./session.ts";
import { standIn } from "./token.ts";
import type { Fields } from "./value.ts";
import { fromStruct, toServiceError, toStruct } from "./wire.ts";

/** Version this provider answers with: that of the plugin it stands in for. */
const version = "4.34.2";

/** The methods of pulumirpc.ResourceProvider, for one process that serves one provider instance. */
export function providerService(log: EngineLog): UntypedServiceImplementation {
  const canceller = new AbortController();
  let opened: Session | undefined;
  const session = () => {
    if (opened === undefined) throw new Error("the provider has not been configured");
    return opened;
  };

  return {
    handshake: unary(async (request: messages.ProviderHandshakeRequest) => {
      if (request.getEngineAddress() !== "") log.connect(request.getEngineAddress());
      const response = new pb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    attach: unary(async (request: { getAddress(): string }) => {
      log.connect(request.getAddress());
      return new emptyPb.Empty();
    }),
    getPluginInfo: unary(async () => {
      const info = new pluginPb.PluginInfo();
      info.setVersion(version);
      return info;
    }),
    getSchema: unary(async () => {
      const response = new pb.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: "kubernetes", version }));
      return response;
    }),
    getMapping: unary(async () => new pb.GetMappingResponse()),
    getMappings: unary(async () => new pb.GetMappingsResponse()),

    checkConfig: unary(async (request: messages.CheckRequest) => {
      const response = new pb.CheckResponse();
      response.setInputs(request.getNews());
      for (const refused of refusedOptions(fromStruct(request.getNews()))) {
        const failure = new pb.CheckFailure();
        failure.setProperty(refused.option);
        failure.setReason(refused.reason);
        response.addFailures(failure);
      }
      return response;
    }),
    diffConfig: unary(async (request: messages.DiffRequest) => {
      // Loads a YAML parser, which most runs do without.
      const { diffConfig } = await import("./config-diff.ts");
      const result = diffConfig(fromStruct(request.getOlds()), fromStruct(request.getNews()), contents);
      const response = new pb.DiffResponse();
      const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
      response.setChanges(result.changed.length === 0 ? DIFF_NONE : DIFF_SOME);
      response.setDiffsList([...result.changed]);
      response.setReplacesList([...result.replaces]);
      return response;
    }),
    configure: unary(async (request: messages.ConfigureRequest) => {
      const variables = new Map(request.getVariablesMap().toArray());
      const refused = refusedOptions(byName(variables));
      if (refused.length > 0) throw new Error(formatRefusals(refused));
      opened = await openSession(readOptions(variables, process.env), log, canceller.signal);
      const response = new pb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),

    check: unary(async (request: messages.CheckRequest) => {
      const autonaming = engineAutonaming(request.getAutonaming());
      const inputs = await (await operationsOf(request.getUrn())).check(session(), {
        urn: request.getUrn(),
        olds: request.getOlds() === undefined ? undefined : fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        seed: request.getRandomseed_asU8(),
        ...(autonaming === undefined ? {} : { autonaming }),
      });
      const response = new pb.CheckResponse();
      response.setInputs(toStruct(inputs));
      return response;
    }),
    diff: unary(async (request: messages.DiffRequest) => {
      const result = await (await operationsOf(request.getUrn())).diff(session(), {
        urn: request.getUrn(),
        olds: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        ignoreChanges: request.getIgnorechangesList(),
      });
      const response = new pb.DiffResponse();
      const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
      response.setChanges(result.changes.size === 0 ? DIFF_NONE : DIFF_SOME);
      response.setReplacesList([...result.replaces]);
      response.setDeletebeforereplace(result.deleteBeforeReplace);
      response.setHasdetaileddiff(true);
      for (const [path, change] of result.changes) response.getDetaileddiffMap().set(path, propertyDiff(change));
      return response;
    }),
    create: unary(
      async (request: messages.CreateRequest) => {
        const result = await (await operationsOf(request.getUrn())).create(session(), {
          urn: request.getUrn(),
          news: fromStruct(request.getProperties()),
          preview: request.getPreview(),
          timeout: request.getTimeout(),
        });
        const response = new pb.CreateResponse();
        response.setId(result.id);
        response.setProperties(toStruct(result.state));
        return response;
      },
      (request) => fromStruct(request.getProperties()),
    ),
    read: unary(async (request: messages.ReadRequest) => {
      const result = await (await operationsOf(request.getUrn())).read(session(), {
        urn: request.getUrn(),
        id: request.getId(),
        state: fromStruct(request.getProperties()),
        inputs: fromStruct(request.getInputs()),
      });
      const response = new pb.ReadResponse();
      if (result === undefined) return response;
      response.setId(request.getId());
      response.setProperties(toStruct(result.state));
      response.setInputs(toStruct(result.inputs));
      return response;
    }),
    update: unary(
      async (request: messages.UpdateRequest) => {
        const state = await (await operationsOf(request.getUrn())).update(session(), {
          urn: request.getUrn(),
          olds: fromStruct(request.getOlds()),
          news: fromStruct(request.getNews()),
          preview: request.getPreview(),
          timeout: request.getTimeout(),
          ignoreChanges: request.getIgnorechangesList(),
        });
        const response = new pb.UpdateResponse();
        response.setProperties(toStruct(state));
        return response;
      },
      (request) => fromStruct(request.getNews()),
    ),
    delete: unary(async (request: messages.DeleteRequest) => {
      await (await operationsOf(request.getUrn())).remove(session(), {
        urn: request.getUrn(),
        id: request.getId(),
        state: fromStruct(request.getProperties()),
        timeout: request.getTimeout(),
      });
      return new emptyPb.Empty();
    }),
    cancel: unary(async () => {
      canceller.abort(new Error("the operation was cancelled by the engine"));
      return new emptyPb.Empty();
    }),

    invoke: unary(async (request: { getTok(): string }) => {
      throw new Error(`the function ${request.getTok()} is not supported; ${standIn}`);
    }),
    call: unary(async (request: { getTok(): string }) => {
      throw new Error(`the method ${request.getTok()} is not supported; ${standIn}`);
    }),
    construct: unary(async (request: messages.ConstructRequest) => {
      throw new Error(`the component ${request.getType()} is not supported; ${standIn}`);
    }),
    parameterize: unimplemented,
    list: unimplemented,
  };
}

function engineAutonaming(options: messages.CheckRequest.AutonamingOptions | undefined): EngineAutonaming | undefined {
  if (options === undefined) return undefined;
  const modes = ["propose", "enforce", "disable"] as const;
  return { mode: modes[options.getMode()] ?? "propose", proposedName: options.getProposedName() };
}

function propertyDiff(change: Difference) {
  const { Kind } = pb.PropertyDiff;
  const kinds = {
    add: change.replace ? Kind.ADD_REPLACE : Kind.ADD,
    delete: change.replace ? Kind.DELETE_REPLACE : Kind.DELETE,
    update: change.replace ? Kind.UPDATE_REPLACE : Kind.UPDATE,
  };
  const result = new pb.PropertyDiff();
  result.setKind(kinds[change.kind]);
  result.setInputdiff(change.kind === "delete");
  return result;
}

/** @param inputs where a request carries values whose secrets an error must not show */
function unary<Request, Response>(
  handle: (request: Request) => Promise<Response>,
  inputs: (request: Request) => Fields = () => ({}),
) {
  return (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>): void => {
    handle(call.request).then(
      (response) => answer(null, response),
      (error: unknown) => answer(toServiceError(error, inputs(call.request))),
    );
  };
}

function unimplemented(_call: unknown, answer?: sendUnaryData<never>): void {
  answer?.({ code: grpc.status.UNIMPLEMENTED, details: "not implemented" });
}
