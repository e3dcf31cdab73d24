import { createActorAnnotation } from "../keys.ts";
import type { ManifestFinding } from "../manifests/finding.ts";
import { fields, items, string } from "../manifests/reading.ts";
import { fourEyes } from "../rules/g14-four-eyes.ts";
import { type Approval, namesOf } from "../rules/index.ts";
import { listed, shown } from "../words.ts";
import { levelled } from "./excepted.ts";
import type { LiveObject } from "./live-object.ts";
import { type LiveCheck, ofKind, protectedStagesIn } from "./live-project.ts";
import { atOf } from "./rules.ts";

/** What the Git host says of a pull request. */
export type Review =
  | { readonly merged: boolean; readonly mergedBy?: string; readonly approvedBy: readonly string[] }
  /** Why nothing is known of it. */
  | { readonly unknown: string };

/** A promotion to a protected Stage that went through a pull request. */
interface Reviewed {
  readonly promotion: LiveObject;
  /** The pull request's page. */
  readonly url: string;
}

const actorKey = createActorAnnotation;

/** Promotions to protected Stages with a pull request; none when the settings name neither people nor identities. */
export function reviewedPromotions(check: LiveCheck): Reviewed[] {
  const approval = check.settings.guards?.approval;
  if (approval === undefined || !isAsked(approval)) return [];
  const guarded = protectedStagesIn(check);
  return ofKind(check.project, "Promotion").flatMap((promotion) => {
    if (!guarded.includes(string(fields(promotion["spec"]).stage) ?? "")) return [];
    if (promoterOf(promotion) === undefined) return [];
    const url = pullRequestOf(promotion);
    return url === undefined ? [] : [{ promotion, url }];
  });
}

function isAsked({ promoters, approvers, identities }: Approval): boolean {
  return promoters.length + approvers.length + Object.keys(identities).length > 0;
}

/**
 * G14 afterwards: somebody else than who promoted has approved or merged. A person without an identity is nobody else.
 *
 * @param reviewOf what the Git host said; undefined where it wasn't asked
 */
export function fourEyesOf(check: LiveCheck, reviewOf: (url: string) => Review | undefined): ManifestFinding[] {
  const approval = check.settings.guards?.approval;
  if (approval === undefined) return [];
  return reviewedPromotions(check).flatMap(({ promotion, url }) => {
    const review = reviewOf(url);
    const found = review === undefined ? [] : judged(promoterOf(promotion) ?? "", review, url, approval);
    const path = ["metadata", "annotations", actorKey];
    const stage = string(fields(promotion["spec"]).stage) ?? "";
    const about = { kind: "Promotion", name: stage, namespace: promotion.metadata.namespace };
    return levelled(
      fourEyes,
      check,
      about,
      found.map((each) => ({ ...each, path })),
      atOf(promotion, check),
    );
  });
}

/** Who asked for a Promotion, as Kargo wrote it; undefined for what Kargo promoted by itself. Source: api/v1alpha1/event.go. */
function promoterOf({ metadata }: LiveObject): string | undefined {
  const actor = metadata.annotations?.[actorKey];
  return actor === undefined || actor.startsWith("controller:") ? undefined : actor;
}

interface Said {
  readonly message: string;
  readonly got: string;
  readonly allowed?: string;
  readonly fix: string;
}

function judged(actor: string, review: Review, url: string, approval: Approval): Said[] {
  const promoter = actor.replace(/^(?:email|subject|kubernetes):/, "");
  if ("unknown" in review) {
    const message = `Who approved ${url} can't be told: ${review.unknown}`;
    return [{ message, got: shown(actor), fix: "Look there who approved it" }];
  }
  if (!review.merged) return [];
  const people = [...new Set([...review.approvedBy, ...(review.mergedBy === undefined ? [] : [review.mergedBy])])];
  const known = people.filter((login) => Object.hasOwn(approval.identities, login));
  const others = known.filter((login) => !namesOf(login, approval).some((name) => name === promoter || name === actor));
  if (promoter === "admin" || promoter === "unknown actor") {
    const message = `This was promoted as ${promoter}, which names no person, so nobody can tell whether another one approved ${url}`;
    return [{ message, got: shown(actor), fix: "Promote with a login of your own" }];
  }
  if (others.length > 0) return [];
  const unknown = people.filter((login) => !known.includes(login));
  if (unknown.length > 0)
    return [
      {
        message: `Nobody can tell whether who promoted this also approved ${url}: ${listed(unknown)} has no identity`,
        got: shown(actor),
        fix: `Write under approval.identities who ${listed(unknown)} is`,
      },
    ];
  const message =
    people.length === 0
      ? `Nobody approved ${url}, or the Git host doesn't say who`
      : `Who promoted this also approved ${url}`;
  return [
    { message, got: shown(actor), allowed: "another person", fix: "Let another person look at what was promoted" },
  ];
}

/** What git-open-pr or git-wait-for-pr left in the Promotion's state, under the step's alias. */
function pullRequestOf(promotion: LiveObject): string | undefined {
  const state = fields(fields(promotion["status"]).state);
  for (const { value } of items(fields(promotion["spec"]).steps, [])) {
    if (value.uses !== "git-open-pr" && value.uses !== "git-wait-for-pr") continue;
    const url = string(fields(fields(state[string(value.as) ?? ""]).pr).url);
    if (url !== undefined && /^https?:\/\//.test(url)) return url;
  }
  return undefined;
}
