import { type Given, SettingsReader } from "./read-settings.ts";

/** Of a DOKS cluster, checked. */
export interface Settings {
  readonly name: string;
  /** Slug, `fra1`. */
  readonly region: string;
  /** DOKS's own name of a Kubernetes version, `1.35.1-do.2`, that the cluster begins with. Its patches come by themselves. */
  readonly version: string;
  /** Slug of the nodes' size. Default `s-4vcpu-8gb`: Argo CD and Kargo want about 4 GB. */
  readonly size: string;
  /** Nodes at least and at most. Default 2 and 4. */
  readonly nodes: readonly [number, number];
  /** When the cluster may be upgraded, in UTC. Default Sunday, 03:00. */
  readonly maintenance: { readonly day: string; readonly startTime: string };
  /** Who reaches the API server, as CIDRs. Empty: everybody who has a credential. */
  readonly allowedAddresses: readonly string[];
}

const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** @throws Error with everything that is wrong with the config */
export function readSettings(given: Given): Settings {
  const reader = new SettingsReader("clusters-doks", given);
  const least = reader.count("minNodes", [1, 100], 2);
  const most = reader.count("maxNodes", [1, 100], Math.max(4, least));
  if (most < least) reader.report("maxNodes", `is ${most}, less than minNodes`, `${least} or more`);
  return reader.done({
    name: reader.text(
      "name",
      /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
      "small letters, digits and -, up to 63",
      "slipway",
    ),
    region: reader.text("region", /^[a-z]{3}\d$/, "a region with DOKS: fra1, ams3, nyc3"),
    version: reader.text(
      "version",
      /^1\.\d+\.\d+-do\.\d+$/,
      "a version that doctl kubernetes options versions lists: 1.35.1-do.2",
    ),
    size: reader.text(
      "size",
      /^[a-z]+\d*[a-z0-9-]*-[a-z0-9-]+$/,
      "a slug that doctl kubernetes options sizes lists",
      "s-4vcpu-8gb",
    ),
    nodes: [least, most],
    maintenance: {
      day: reader.text("maintenanceDay", new RegExp(`^(${days.join("|")})$`), days.join(", "), "sunday"),
      startTime: reader.text("maintenanceTime", /^([01]\d|2[0-3]):00$/, "a full hour in UTC: 03:00", "03:00"),
    },
    allowedAddresses: reader.list(
      "allowedAddresses",
      /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/,
      "a JSON list of IPv4 addresses or CIDRs, each once",
      0,
    ),
  });
}
