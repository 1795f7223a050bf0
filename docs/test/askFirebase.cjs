// Prints which of the commands that it is given the Firebase CLI has, with their options, as JSON.
const { join } = require('node:path');
const packages = join(__dirname, '..', '..', 'node_modules', 'firebase-tools');
require(join(packages, 'lib', 'experiments')).enableExperimentsFromCliEnvVariable();
const client = require(packages);
const optionsOf = ({ options }) => options.map(({ long }) => long);
const found = process.argv.slice(2).map((name) => {
  const command = client.getCommand(name);
  return [name, command ? [...optionsOf(command), ...optionsOf(client.cli)] : null];
});
console.log(JSON.stringify(Object.fromEntries(found)));
