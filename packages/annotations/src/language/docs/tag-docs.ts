/** What each tag of `TAGS` says, in a sentence or two. */
export const TAG_DOCS: Readonly<Record<string, string>> = {
  name: 'The call name, as in `Plugin:add`. A text that is no identifier is the friendly name, and the `def` names the function.',
  friendlyName: 'The name that people read.',
  description: 'What the function does, in a line.',
  tags: 'Words to find the function by, separated by commas; `task` is customary.',
  language: 'The language of a whole script; a function needs none.',
  input: 'A parameter: `type name = default {option: value; …} [description]`.',
  output:
    'A result: `type name {option: value; …} [description]`. With several, the function returns a tuple in their order or a dict by name.',
  'help-url': 'The address of a page about the function.',
  reference: 'A publication or page that the function follows.',
  sample: 'A file of sample data for the function.',
  test: 'A call that must hold: `add(1, 2) == 3`, or `add(None) raises TypeError`. May be repeated.',
  'top-menu': 'The path of a menu entry that runs the function, its parts separated by `|`.',
  environment: 'The environment that the function runs in.',
  condition: 'An expression that says when the function can be used.',
  connection: 'The data connection that the function uses.',
  require: 'What the function needs to run, separated by commas.',
  editor: 'The function that edits a call of this one.',
  'editor-for': 'The function whose calls this one edits.',
  sidebar: 'The sidebar that shows the function.',
  schedule: 'When the function runs by itself, as a cron expression.',
  'schedule.runAs': 'The group or user that scheduled runs are made for.',
  endpoint: 'The path under which the function is served.',
  author: 'Who wrote the function.',
  returns: 'What the function returns, in words; types are told by `output`.',
  requiresServer: 'Whether the function needs a server: `true` or `false`.',
};

/** What any tag `meta.<key>` says. */
export const META_DOC =
  'A tag of your own. `meta.idempotent: true` says that a call may run twice, and so may be repeated when its worker is lost.';

/** Values that a tag is known to take. */
export const TAG_VALUES: Readonly<Record<string, readonly string[]>> = {
  language: ['python', 'r', 'julia', 'octave', 'javascript', 'sql'],
  requiresServer: ['true', 'false'],
  tags: ['task'],
  'meta.idempotent': ['true', 'false'],
};
