import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  BUILD_PLACE_SECRET,
  BUILD_PLACE_SECRET_FILE,
  type BuildEvent,
  type BuildPlan,
} from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { askEngine, findTexts } from './support/ask-engine.ts';
import { planSteps, runScript } from './support/plan-steps.ts';

const services = inject('services');

describe.skipIf(!services.dockerHost || !services.baseImage)('the login of an index', () => {
  const base = services.baseImage ?? '';
  const salt = randomBytes(6).toString('hex');
  const password = `pw-${randomBytes(12).toString('hex')}`;
  const user = `user-${randomBytes(6).toString('hex')}`;
  const asked: (string | undefined)[] = [];
  let index: Server;
  let indexUrl: string;
  let engine: Engine;

  beforeAll(async () => {
    engine = await connectEngine({ host: services.dockerHost! });
    // Knows no package, but who asks for one.
    index = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.writeHead(request.headers.authorization === undefined ? 401 : 404).end();
    });
    await new Promise<void>((resolve) => index.listen(0, '127.0.0.1', resolve));
    const { port } = index.address() as { port: number };
    indexUrl = `http://${user}:${password}@127.0.0.1:${port}/simple`;
  });

  afterAll(async () => {
    index.closeAllConnections();
    await new Promise((resolve) => index.close(resolve));
    await engine.close();
  });

  function plan(dialect: BuildPlan['dialect'], script: string): BuildPlan {
    const place = `if [ -s ${BUILD_PLACE_SECRET_FILE} ]; then . ${BUILD_PLACE_SECRET_FILE}; fi`;
    const flags = dialect === 'buildkit' ? `--mount=type=secret,id=${BUILD_PLACE_SECRET} ` : '';
    return planSteps(
      [
        { layer: 'base', instruction: `FROM ${base}` },
        { layer: 'dependencies', instruction: runScript(`${place}; ${script}`, flags) },
      ],
      { dialect, labels: { 'io.celeriac.test': salt } },
    );
  }

  async function build(one: BuildPlan, url: string): Promise<readonly BuildEvent[]> {
    const environment = { indexUrl: url, network: 'host' };
    return await Array.fromAsync(createImageBuilder(engine).build(one, { environment }));
  }

  test('reaches the step that needs it, and no image, history, label or output', async () => {
    const script = `echo "$PIP_INDEX_URL"; echo marker-${salt} > /marker; env | grep -c INDEX; printf %s "$PIP_INDEX_URL" | wc -c`;
    const one = plan('buildkit', script);
    const events = await build(one, indexUrl);
    try {
      const output = events.flatMap((event) => (event.kind === 'output' ? [event.text] : []));
      // Hidden where it is shown, and there all the same, for pip and for uv.
      const hidden = indexUrl.replace(`${user}:${password}`, '****');
      expect(output).toEqual([hidden, '2', String(indexUrl.length)]);
      const secrets = [password, user, indexUrl];
      const saved = await findTexts(askEngine(services.dockerHost!, `/images/${one.image}/get`), [
        `marker-${salt}`,
        ...secrets,
      ]);
      expect(saved).toEqual([`marker-${salt}`]);
      for (const what of ['history', 'json']) {
        const told = askEngine(services.dockerHost!, `/images/${one.image}/${what}`);
        expect(await findTexts(told, [salt, ...secrets])).toEqual([salt]);
      }
      expect(JSON.stringify(events)).not.toContain(password);

      // Another password is no other build.
      const again = await build(one, indexUrl.replace(password, 'other-one'));
      expect(again.at(-1)).toMatchObject({ kind: 'built', cachedSteps: 1, steps: 1 });
    } finally {
      await engine.images.remove(one.image);
    }
  });

  test('is what pip asks with, and is not told where that fails', async () => {
    const script =
      'export PYTHONPATH=$(echo /usr/share/python-wheels/pip-*.whl); ' +
      'python3 -m pip download --disable-pip-version-check no-such';
    const failure = await build(plan('buildkit', script), indexUrl).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'DEPENDENCY_FAILED' });
    const login = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    expect(asked).toContain(login);
    const { message, lastLines, cause } = failure as Error & { lastLines: readonly string[] };
    expect(lastLines.length).toBeGreaterThan(0);
    expect([message, ...lastLines, String(cause)].join('\n')).not.toContain(password);
  });

  test('is refused where the builder would keep it', async () => {
    await expect(build(plan('classic', 'true'), indexUrl)).rejects.toMatchObject({
      code: 'SECRETS_UNSUPPORTED',
      message: expect.not.stringContaining(password),
      remedy: expect.stringContaining('BuildKit'),
    });
  });
});
