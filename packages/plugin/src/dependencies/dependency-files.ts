/** Every file that can say what to install, by its name in an app's folder. */
export const DEPENDENCY_FILES: readonly string[] = [
  'requirements.in',
  'requirements.txt',
  'environment.yaml',
  'environment.yml',
  'pyproject.toml',
];

/** The file of what was resolved: made by us, meant to be committed, in no image as such. */
export const LOCK_FILE = 'requirements.lock';
