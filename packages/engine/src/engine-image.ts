import type Docker from 'dockerode';

/** An image as the engine has it. */
export interface EngineImage {
  /** `sha256:…` */
  readonly id: string;
  /** `name:tag`; none where a newer image took them over. */
  readonly tags: readonly string[];
  /** `name@sha256:…`, by which registries know it. */
  readonly digests: readonly string[];
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly bytes: number;
  /** Id of the image that it was built upon by the classic builder; an inspection does not tell. */
  readonly parentId?: string;
  /** What it runs on; a list does not tell. */
  readonly platform?: { readonly os: string; readonly architecture: string };
}

/** Reads an image of an inspection. */
export function fromInspection(image: Docker.ImageInspectInfo): EngineImage {
  return toImage({
    id: image.Id,
    tags: image.RepoTags,
    digests: image.RepoDigests,
    labels: image.Config?.Labels,
    createdMs: Date.parse(image.Created),
    bytes: image.Size,
    platform: { os: image.Os, architecture: image.Architecture },
  });
}

/** Reads an image of a list. */
export function fromSummary(image: Docker.ImageInfo): EngineImage {
  return toImage({
    id: image.Id,
    tags: image.RepoTags,
    digests: image.RepoDigests,
    labels: image.Labels,
    createdMs: image.Created * 1000,
    bytes: image.Size,
    ...(image.ParentId === '' ? {} : { parentId: image.ParentId }),
  });
}

function toImage(found: {
  readonly id: string;
  readonly tags: readonly string[] | null | undefined;
  readonly digests: readonly string[] | null | undefined;
  readonly labels: Readonly<Record<string, string>> | null | undefined;
  readonly createdMs: number;
  readonly bytes: number;
  readonly parentId?: string;
  readonly platform?: { readonly os: string; readonly architecture: string };
}): EngineImage {
  const tags = (found.tags ?? []).filter((tag) => tag !== '<none>:<none>');
  const digests = (found.digests ?? []).filter((digest) => !digest.startsWith('<none>'));
  return { ...found, tags, digests, labels: found.labels ?? {} };
}
