import { type Given, SettingsReader } from "./read-settings.ts";

/** Of an EKS cluster, checked. The network is yours: nodes live in private subnets that reach the Internet by NAT. */
export interface Settings {
  readonly name: string;
  /** `1.35`; EKS patches it. */
  readonly version: string;
  readonly vpcId: string;
  /** Of the nodes and of the API server's private addresses; two or more, in two zones. */
  readonly privateSubnetIds: readonly string[];
  /** IAM roles or users who may do everything in the cluster. */
  readonly adminArns: readonly string[];
  /** Who reaches the API server from outside the VPC, as CIDRs. Empty: nobody. */
  readonly publicAccessCidrs: readonly string[];
  /** Default `m7i.large`: Argo CD and Kargo want about 4 GB. */
  readonly instanceType: string;
  /** Nodes at least and at most. Default 2 and 4. */
  readonly nodes: readonly [number, number];
}

/** @throws Error with everything that is wrong with the config */
export function readSettings(given: Given): Settings {
  const reader = new SettingsReader("clusters-eks", given);
  const least = reader.count("minNodes", [1, 100], 2);
  const most = reader.count("maxNodes", [1, 100], Math.max(4, least));
  if (most < least) reader.report("maxNodes", `is ${most}, less than minNodes`, `${least} or more`);
  const cidrs = reader.list(
    "publicAccessCidrs",
    /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/,
    'a JSON list of IPv4 CIDRs, each once: ["203.0.113.7/32"]; the whole Internet isn\'t taken',
    0,
  );
  if (cidrs.some((cidr) => cidr.endsWith("/0")))
    reader.report("publicAccessCidrs", "lets the whole Internet in", "CIDRs of your own, or none at all");
  return reader.done({
    name: reader.text("name", /^[A-Za-z0-9][-A-Za-z0-9_]{0,99}$/, "letters, digits, - and _, up to 100", "slipway"),
    version: reader.text("version", /^1\.\d+$/, "a minor version that EKS supports: 1.35"),
    vpcId: reader.text("vpcId", /^vpc-[0-9a-f]{8,17}$/, "a VPC's id: vpc-0123456789abcdef0"),
    privateSubnetIds: reader.list(
      "privateSubnetIds",
      /^subnet-[0-9a-f]{8,17}$/,
      "a JSON list of two or more subnets of the VPC, in two zones, each once",
      2,
    ),
    adminArns: reader.list(
      "adminArns",
      /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$/,
      "a JSON list of one or more ARNs of IAM roles or users, each once: without one nobody could look into the cluster",
      1,
    ),
    publicAccessCidrs: cidrs,
    instanceType: reader.text("instanceType", /^[a-z0-9-]+\.[a-z0-9-]+$/, "a type of EC2: m7i.large", "m7i.large"),
    nodes: [least, most],
  });
}
