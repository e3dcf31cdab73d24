type Kind = "git" | "images" | "charts";

const pairs: Readonly<Record<Kind, readonly (readonly [string, string])[]>> = {
  git: [
    ["https://github.com/a/b", "https://github.com/a/b.git"],
    ["https://github.com/a/b", "https://github.com/a/b/"],
    ["https://github.com/a/b", "https://github.com/a/b.git/"],
    ["https://github.com/a/b", "https://github.com/a/b//"],
    ["https://github.com/a/b", "https://GitHub.com/A/B"],
    ["https://github.com/a/b", "http://github.com/a/b"],
    ["https://github.com/a/b", "https://me:pw@github.com/a/b"],
    ["https://github.com/a/b", " https://github.com/a/b\n"],
    ["https://github.com/a/b", "https://github.com:443/a/b"],
    ["https://github.com/a/b", "https://github.com/a/b?x=y"],
    ["https://github.com", "https://github.com/"],
    ["ssh://git@github.com/a/b", "git@github.com:a/b.git"],
    ["ssh://git@github.com/a/b", "github.com:a/b"],
    ["ssh://git@github.com/a/b", "ssh://github.com/a/b"],
    ["ssh://git@github.com:22/a/b", "git@github.com:a/b"],
    ["git@github.com:a/b/", "git@github.com:a/b"],
    ["not a url", "Not a url"],
  ],
  images: [
    ["acme/app", "docker.io/acme/app"],
    ["acme/app", "index.docker.io/acme/app"],
    ["acme/app", "registry-1.docker.io/acme/app"],
    ["acme/app", "Acme/App"],
    ["acme/app", "acme/app:v1"],
    ["acme/app", `acme/app@sha256:${"0".repeat(64)}`],
    ["acme/app", "acme/app/"],
    ["acme/app", "acme/ap"],
    ["busybox", "library/busybox"],
    ["busybox", "docker.io/library/busybox"],
    ["ghcr.io/acme/app", "acme/app"],
    ["ghcr.io/acme/app", "ghcr.io/acme/app:1"],
    ["localhost:5000/app", "localhost:5000/app:v1"],
    ["localhost:5000/app", "localhost:5001/app"],
    ["ghcr.io/library/app", "ghcr.io/app"],
  ],
  charts: [
    ["oci://ghcr.io/acme/chart", "ghcr.io/acme/chart"],
    ["oci://ghcr.io/acme/chart", "oci://ghcr.io/acme/Chart"],
    ["oci://docker.io/acme/chart", "acme/chart"],
    ["oci://ghcr.io/acme/chart", "oci://ghcr.io/acme/other"],
    ["https://charts.acme.io", "https://charts.acme.io/"],
    ["https://charts.acme.io", "https://Charts.acme.io"],
    ["https://charts.acme.io", "http://charts.acme.io"],
    ["https://charts.acme.io/a", "oci://charts.acme.io/a"],
  ],
};

/** Pairs of URLs: does Kargo take them for one repository? */
export const repositories = (Object.keys(pairs) as Kind[]).flatMap((kind) =>
  pairs[kind].map((urls) => ({ repository: kind, urls })),
);
