import type { Problem } from "../problem.ts";
import { type DeliverySettings, type ManifestJob, names } from "./delivery-settings.ts";
import {
  appFault,
  branchFault,
  commandFault,
  environmentFault,
  type Fault,
  imageFault,
  pathFault,
  platformFault,
  problemsAt,
  unlike,
} from "./safe-values.ts";

/** Everything wrong with a delivery workflow's settings, whatever the pipeline is. */
export function checkDelivery(settings: DeliverySettings): Problem[] {
  const { app, repository, branch, folder, image, platforms, paths, environment, test, go, manifests } = settings;
  const at = (key: string, faults: readonly (Fault | undefined)[], rule?: string) => problemsAt(app, key, faults, rule);
  return [
    ...at("app", [appFault(app)]),
    ...at("repository", [repositoryFault(repository)]),
    ...at("branch", [branchFault(branch)]),
    ...at("folder", [pathFault(folder)]),
    ...at("image", [imageFault(image)]),
    ...platforms.flatMap((each, index) => at(`platforms[${index}]`, [platformFault(each)])),
    ...(platforms.length === 0 ? at("platforms", [noPlatform]) : []),
    ...paths.flatMap((each, index) => at(`paths[${index}]`, [pathFault(each)])),
    ...at("environment", [environmentFault(environment)]),
    ...test.flatMap((each, index) => at(`test[${index}]`, [commandFault(each)])),
    ...(go || test.length > 0 ? [] : at("test", [noTests], "workflow-no-tests")),
    ...(manifests === "kargo" ? [] : manifestProblems(app, manifests)),
  ];
}

function manifestProblems(app: string, { folder, placeholder, protectedBranch, appToken }: ManifestJob): Problem[] {
  return [
    ...problemsAt(app, "manifests.folder", [pathFault(folder)]),
    ...problemsAt(app, "manifests.placeholder", [placeholderFault(placeholder)]),
    ...(protectedBranch && !appToken
      ? problemsAt(app, "manifests.appToken", [unwritable], "workflow-protected-branch")
      : []),
  ];
}

function repositoryFault(repository: string): Fault | undefined {
  return unlike(
    repository,
    /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/,
    "owner/name, as in acme/goserver",
    "This isn't a repository at GitHub",
  );
}

function placeholderFault(placeholder: string): Fault | undefined {
  return unlike(
    placeholder,
    /^[A-Za-z0-9]([A-Za-z0-9._/:-]{0,253}[A-Za-z0-9])?$/,
    "an image's name without tag, as in goserver",
    "This can't be an image's name in manifests",
  );
}

const noPlatform: Fault = { message: "There is no platform to build for", fix: "Name one, as in linux/amd64" };

const noTests: Fault = {
  message:
    "Nothing would be tested before an image is delivered: the app's folder holds no go.mod, and no command is named",
  got: "nothing",
  allowed: "one or more commands that fail when the app is broken",
  fix: "Name the app's own tests with --test, as in --test 'npm ci && npm test'",
};

const unwritable: Fault = {
  message:
    "The manifest job pushes to a protected branch, and GitHub's rules can make no exception for a workflow's own token",
  got: "no App's token",
  allowed: `a GitHub App that the branch's rule lets through: variable ${names.appClientId} and secret ${names.appPrivateKey} in the environment`,
  fix: "Use --app-token, or leave out --manifests: Kargo then takes the image from the registry and writes to its own branches only",
};
