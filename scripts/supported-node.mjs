/**
 * Imported first by every command. On a Node that is too old to run even these scripts it says so,
 * instead of failing somewhere with a syntax error. Written for Nodes older than the one it asks for.
 */
const oldest = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(
    `\nNode ${process.versions.node} is too old: Node ${oldest.join('.')} or newer starts this project.`,
  );
  console.error(
    'Get a current one from https://nodejs.org or your package manager, then try again.',
  );
  process.exit(1);
}
