import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../../model/problem.ts";
import { dockerHubProvider } from "./docker-hub-provider.ts";

/** One for all repositories: Pulumi makes text of a provider, which takes a second, once for each object. */
const provider = dockerHubProvider();

export interface DockerHubRepositoryArgs {
  /** The account or organisation the repository belongs to. Another one makes another repository. */
  readonly namespace: string;
  /** Another one makes another repository. */
  readonly repository: string;
  /** Who logs in: a Docker ID, or the organisation's name with an organisation's access token. Default: the namespace. */
  readonly username?: string;
  /** At most 100 characters. Default: none on a new repository, else left as it is. */
  readonly description?: string;
  /** Markdown, at most 25 000 characters. Default: none on a new repository, else left as it is. */
  readonly fullDescription?: string;
  /** Default: public when new, else left as it is. */
  readonly isPrivate?: boolean;
  /** Patterns (RE2) of tags that can be pushed only once; `[".*"]` for all, `[]` for none. Default: left as it is. */
  readonly immutableTags?: readonly string[];
  /** Whether a repository that exists already is taken over. Default false: it is an error. */
  readonly adopt?: boolean;
  /** Whether the repository and its images outlive the resource. Default true. */
  readonly keepOnDestroy?: boolean;
  /** Default `https://hub.docker.com`. */
  readonly endpoint?: string;
}

/**
 * A repository on Docker Hub. The token is no argument: the provider reads it when it runs, from the stack's secret
 * `dockerHubToken` (under the project's name), else from SLIPWAY_DOCKERHUB_TOKEN; it needs the permissions Read, Write, Delete.
 *
 * The option `import` takes over a repository that has to exist; its id is `namespace/repository`.
 *
 * ```ts
 * new DockerHubRepository("goserver", { namespace: "acme", repository: "goserver", immutableTags: ["^[0-9a-f]{40}$"] });
 * ```
 */
export class DockerHubRepository extends pulumi.dynamic.Resource {
  declare readonly description: pulumi.Output<string>;
  declare readonly fullDescription: pulumi.Output<string>;
  declare readonly isPrivate: pulumi.Output<boolean>;
  declare readonly immutableTags: pulumi.Output<string[]>;

  constructor(name: string, args: DockerHubRepositoryArgs, options?: pulumi.CustomResourceOptions) {
    const {
      namespace,
      repository,
      immutableTags,
      keepOnDestroy = true,
      description,
      fullDescription,
      isPrivate,
    } = args;
    // The engine can't import into a dynamic provider, whose code it only finds in the state: creation does it instead.
    const { import: importId, ...others } = options ?? {};
    if (importId !== undefined && importId !== `${namespace}/${repository}`) {
      throw new UserError(
        `${name}: the id to import is ${namespace}/${repository}, as the arguments say, not ${importId}`,
      );
    }
    const props = {
      namespace,
      name: repository,
      username: args.username ?? namespace,
      // Named though undefined: an output exists only for what is named here.
      description,
      fullDescription,
      isPrivate,
      immutableTags: immutableTags === undefined ? undefined : [...immutableTags],
      takeover: importId !== undefined ? "import" : args.adopt ? "adopt" : "refuse",
      endpoint: args.endpoint ?? "https://hub.docker.com",
    };
    super(provider, name, props, { retainOnDelete: keepOnDestroy, ...others }, "registry", "DockerHubRepository");
  }
}
