/**
 * What the package `slipway` is to a program: the definition language (also alone, as `slipway/definition`), the checker
 * and compiler, the components, and the whole stack program.
 */

export { RepositoryCredentials, type RepositoryCredentialsArgs } from "./components/argocd/repository-credentials.ts";
export type { GitHubAppLogin, GitLogin, PasswordLogin } from "./components/git-login.ts";
export { AdmissionPolicies, type AdmissionPoliciesArgs } from "./components/guard/admission-policies.ts";
export { DeliveryPipeline, type DeliveryPipelineArgs } from "./components/pipeline/delivery.ts";
export { PipelineEnvironment, type PipelineEnvironmentArgs } from "./components/pipeline/environment.ts";
export { DockerHubRepository, type DockerHubRepositoryArgs } from "./components/registry/docker-hub-repository.ts";
export { GitHubRepository, type GitHubRepositoryArgs, type Webhook } from "./components/source/github-repository.ts";
export { check } from "./model/check.ts";
export { checkCompiled } from "./model/check-compiled.ts";
export { deliveryGuards, environmentGuards } from "./model/compile/guards.ts";
export { type PackConfig, packConfig } from "./model/compile/pack-config.ts";
export { type Compiled, type CompiledEnvironment, type CompiledTarget, compile, objectsOf } from "./model/compile.ts";
export * from "./model/definition.ts";
export { drawPipeline } from "./model/diagram.ts";
export type { KubeObject } from "./model/object.ts";
export { formatProblem, type Problem, ProblemsError, UserError } from "./model/problem.ts";
export { type Exception, type Guards, ownGuards, type RuleSettings, settingsOf } from "./model/rules/index.ts";
export { defaultSettings, type Mirror, type Settings } from "./model/settings.ts";
export { toYaml } from "./model/yaml.ts";
export { type ProgramOptions, program } from "./stacks/program.ts";
