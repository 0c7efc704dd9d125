/** The files of a new plugin by path, for a name that `package.json` takes. */
export function renderPluginTemplate(name: string): Readonly<Record<string, string>> {
  const manifest = { name, version: '0.1.0', private: true };
  return {
    'package.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
    'python/my_app/logic.py': LOGIC,
    'python/my_app/container.json': `${JSON.stringify({ cpu: 1, memory: 512 }, undefined, 2)}\n`,
    'python/my_app/requirements.in': '# One requirement a line, such as: numpy>=2\n',
  };
}

const LOGIC = `#name: add
#description: Adds two whole numbers
#tags: task
#input: int x
#input: int y = 1
#output: int z
def add(x, y=1):
    return x + y
`;
