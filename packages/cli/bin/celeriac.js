#!/usr/bin/env node
// Plain old JavaScript on purpose: it has to run, and say why it stops, on any Node there is.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    'celeriac needs Node 22.18 or newer; this is ' + process.version + '. Install a newer one.\n',
  );
  process.exitCode = 2;
} else {
  import('../dist/main.js').then(
    (cli) => cli.main(process.argv.slice(2)),
    (error) => {
      process.stderr.write('celeriac could not start: ' + error.message + '\n');
      process.exitCode = 70;
    },
  );
}
