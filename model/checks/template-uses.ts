import type { Readable } from "./readable.ts";
import { joined } from "./shape.ts";

/** A promotion template, and who is promoted by it. */
export interface TemplateUse {
  readonly path: string;
  readonly template: Readonly<Record<string, unknown>>;
  /** The environments that are promoted by it. */
  readonly stages: Readable["stages"];
}
/** Every template with the Stages that are promoted by it. */
export function usesOf({ root, template, stages }: Readable): TemplateUse[] {
  const promoted = [...stages].filter(([, stage]) => !stage.controlFlow);
  const common = new Map(promoted.filter(([, stage]) => stage.fields.promotionTemplate === undefined));
  const own = promoted.flatMap(([name, stage]) =>
    stage.template === undefined
      ? []
      : [
          {
            path: `${joined(`${root}.stages`, name)}.promotionTemplate`,
            template: stage.template,
            stages: new Map([[name, stage]]),
          },
        ],
  );
  return [...(template === undefined ? [] : [{ path: `${root}.promotionTemplate`, template, stages: common }]), ...own];
}
