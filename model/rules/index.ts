import { noStageSkipping } from "./g01-no-stage-skipping.ts";
import { declaredUpstreams } from "./g02-declared-upstreams.ts";
import { allUpstreams } from "./g03-all-upstreams.ts";
import { minimumSoak } from "./g04-minimum-soak.ts";
import { realVerification } from "./g05-real-verification.ts";
import { healthObserved } from "./g06-health-observed.ts";
import { noAutoPromotion } from "./g07-no-auto-promotion.ts";
import { exactSelectors } from "./g08-exact-selectors.ts";
import { matchUpstream } from "./g09-match-upstream.ts";
import { pullRequest } from "./g10-pull-request.ts";
import { noApprovalBypass } from "./g11-no-approval-bypass.ts";
import { evidenceByKargo } from "./g12-evidence.ts";
import { scopedPromoteRight } from "./g13-scoped-promote-right.ts";
import { fourEyes } from "./g14-four-eyes.ts";
import { freezeInArgocd } from "./g15-freeze-in-argocd.ts";
import { freezeInKargo } from "./g16-freeze-in-kargo.ts";
import { noEnterpriseFields } from "./g17-no-enterprise-fields.ts";
import { digestPinning } from "./g18-digest-pinning.ts";
import { noMutableTags } from "./g19-no-mutable-tags.ts";
import { freightTags } from "./g20-freight-tags.ts";
import { allowedRepositories } from "./g21-allowed-repositories.ts";
import { allowedImages } from "./g22-allowed-images.ts";
import { signedImages } from "./g23-signed-images.ts";
import { onlyCiPushes } from "./g24-ci-pushes.ts";
import { immutableTags } from "./g25-immutable-tags.ts";
import { oneApplication } from "./g26-one-application.ts";
import { ownProject } from "./g27-own-project.ts";
import { noSideDoor } from "./g28-no-side-door.ts";
import { distinctTargets } from "./g29-distinct-targets.ts";
import { wayBack } from "./g30-way-back.ts";
import { noHiddenFailure } from "./g31-no-hidden-failure.ts";
import { noSecrets } from "./g32-no-secrets.ts";
import { allowedHosts } from "./g33-allowed-hosts.ts";
import { guardsChangeByCode } from "./g34-guards-change-by-code.ts";
import { oldFreight } from "./g35-old-freight.ts";
import { serviceLevel } from "./g36-service-level.ts";
import { noEmptyVerification } from "./g37-no-empty-verification.ts";
import { knownAtPreview } from "./g38-known-at-preview.ts";
import { deleteProtection } from "./g39-delete-protection.ts";
import { explicitExceptions } from "./g40-exceptions.ts";
import type { ObjectRule, Rule } from "./rule.ts";

/** Every guard rule, by id, also those that no single object can break. */
export const catalogue: readonly Rule[] = [
  noStageSkipping,
  declaredUpstreams,
  allUpstreams,
  minimumSoak,
  realVerification,
  healthObserved,
  noAutoPromotion,
  exactSelectors,
  matchUpstream,
  pullRequest,
  noApprovalBypass,
  evidenceByKargo,
  scopedPromoteRight,
  fourEyes,
  freezeInArgocd,
  freezeInKargo,
  noEnterpriseFields,
  digestPinning,
  noMutableTags,
  freightTags,
  allowedRepositories,
  allowedImages,
  signedImages,
  onlyCiPushes,
  immutableTags,
  oneApplication,
  ownProject,
  noSideDoor,
  distinctTargets,
  wayBack,
  noHiddenFailure,
  noSecrets,
  allowedHosts,
  guardsChangeByCode,
  oldFreight,
  serviceLevel,
  noEmptyVerification,
  knownAtPreview,
  deleteProtection,
  explicitExceptions,
];

/** The rules that judge single objects: those of the policy pack. */
export const rules: readonly ObjectRule[] = catalogue.filter((rule): rule is ObjectRule => rule.check !== undefined);

export { type Approval, namesOf } from "./approval.ts";
export { type BreakGlass, overrides } from "./break-glass.ts";
export { type Exception, exceptionFor, exceptionInWords, hasEnded, targetOf } from "./exceptions.ts";
export { type Guards, guardsOf, ownGuards } from "./guards.ts";
export { levels } from "./levels.ts";
export type { Finding, Level, ObjectRule, Rule } from "./rule.ts";
export { policyName, unknownValue } from "./rule.ts";
export { type RuleSettings, ruleSettings, settingsOf } from "./settings.ts";
