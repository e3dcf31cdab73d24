import { describe, expect, test } from "vitest";
import { git, image, type Pipeline, pipeline, renderedKustomize, warehouse } from "../../model/definition.ts";
import { UserError } from "../../model/problem.ts";

const warehouses = { main: { image: image("docker.io/acme/a"), git: git("https://github.com/acme/a") } };
const template = (overlay: (stage: { stage: string }) => string) =>
  renderedKustomize({ base: "base", overlay, images: { a: "image" } });

describe("pipeline", () => {
  test("is plain data: the overlay function is called once per Stage, with its environment and target", () => {
    const seen: unknown[] = [];
    const overlay = (stage: { stage: string }) => {
      seen.push(stage);
      return `k8s/${stage.stage}`;
    };
    const result = pipeline("a", {
      warehouses,
      promotionTemplate: template(overlay),
      stages: { dev: { from: warehouse("main") }, prod: { from: "dev", targets: ["eu", "us"] } },
    });
    expect(result.promotionTemplate).toEqual({
      kind: "renderedKustomize",
      base: "base",
      overlays: { dev: "k8s/dev", "prod-eu": "k8s/prod-eu", "prod-us": "k8s/prod-us" },
      images: { a: "image" },
    });
    expect(seen).toEqual([
      { environment: "dev", stage: "dev" },
      { environment: "prod", target: "eu", stage: "prod-eu" },
      { environment: "prod", target: "us", stage: "prod-us" },
    ]);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test("is a frozen copy: neither it nor what it was made from can change the other", () => {
    const targets = ["eu"];
    const stages = { dev: { from: warehouse("main"), targets } };
    const result = pipeline("a", { warehouses, promotionTemplate: template((stage) => stage.stage), stages });
    targets.push("us");
    expect(result.stages["dev"]?.targets).toEqual(["eu"]);
    expect(Object.isFrozen(result.stages["dev"]?.targets)).toBe(true);
    expect(Object.isFrozen(targets)).toBe(false);
  });

  test("an overlay function that throws is told with its Stage", () => {
    const overlay = (): string => {
      throw new Error("no such place");
    };
    const define = () =>
      pipeline("a", { warehouses, promotionTemplate: template(overlay), stages: { dev: { from: warehouse("main") } } });
    expect(define).toThrow(UserError);
    expect(define).toThrow(
      'pipeline "a": promotionTemplate.overlay threw for Stage "dev": no such place. Return the Stage\'s folder as text.',
    );
  });

  test("keeps data of any shape for the checker instead of throwing", () => {
    const kept = (definition: unknown): Pipeline => pipeline("a", definition as never);
    expect(kept(null)).toEqual({ app: "a" });
    expect(kept({ stages: [], promotionTemplate: 3 })).toEqual({ app: "a", stages: [], promotionTemplate: 3 });
    const circle: Record<string, unknown> = {};
    circle["stages"] = circle;
    expect(() => kept(circle)).not.toThrow();
    expect(Object.keys(kept(JSON.parse('{"__proto__": {"x": 1}}')))).toEqual(["app", "__proto__"]);
  });
});
