import type { BuildPlan, ContextFile } from '@celeriac/deployment';
import { UV_VERSION } from '@celeriac/codegen';

/** What a person would write. */
export interface PeerDockerfile {
  readonly baseImage: string;
  readonly lock: string;
  readonly code: string;
}

const place =
  'ca=/build-environment/ca-bundle.pem; if [ -s $ca ]; then export SSL_CERT_FILE=$ca PIP_CERT=$ca; fi';
const mounts =
  '--mount=type=bind,source=build-environment,target=/build-environment --mount=type=cache';

const tools = (baseImage: string): readonly string[] => [
  `FROM ${baseImage} AS tools`,
  `RUN ${mounts},target=/root/.cache/pip ${place}; python3 -m venv /opt/tools && /opt/tools/bin/pip install uv==${UV_VERSION}`,
];

const install =
  `RUN ${mounts},target=/root/.cache/uv ${place}; python3 -m venv --without-pip /opt/venv ` +
  '&& UV_LINK_MODE=copy uv pip install --python /opt/venv/bin/python --compile-bytecode -r requirements.lock';

/** By hand, as uv's own guide has it: dependencies first, with a cache, then the code. */
function planByHand(image: string, peer: PeerDockerfile): BuildPlan {
  return plan(image, peer, [
    ...tools(peer.baseImage),
    `FROM ${peer.baseImage}`,
    'COPY --from=tools /opt/tools/bin/uv /usr/local/bin/uv',
    'WORKDIR /app',
    'COPY requirements.lock .',
    install,
    'COPY . .',
    'CMD ["/opt/venv/bin/python", "-m", "celery", "worker"]',
  ]);
}

/** The layout of the original: the source is copied before its dependencies are installed. */
function planSourceFirst(image: string, peer: PeerDockerfile): BuildPlan {
  return plan(image, peer, [
    ...tools(peer.baseImage),
    `FROM ${peer.baseImage}`,
    'COPY --from=tools /opt/tools/bin/uv /usr/local/bin/uv',
    'WORKDIR /app',
    'COPY . .',
    install,
    'CMD ["/opt/venv/bin/python", "-m", "celery", "worker"]',
  ]);
}

/** The Dockerfiles that ours is measured beside. */
export const peers = { hand: planByHand, sourceFirst: planSourceFirst } as const;

export type PeerKind = keyof typeof peers;

function plan(image: string, { lock, code }: PeerDockerfile, lines: readonly string[]): BuildPlan {
  const text = (path: string, content: string): ContextFile => ({
    kind: 'text',
    path,
    text: content,
  });
  return {
    image,
    dialect: 'buildkit',
    dockerfile: 'Dockerfile',
    files: [
      text('Dockerfile', `${lines.join('\n')}\n`),
      text('logic.py', code),
      text('requirements.lock', lock),
    ],
    steps: lines.map((instruction) => ({ layer: 'code', instruction })),
    labels: {},
  };
}
