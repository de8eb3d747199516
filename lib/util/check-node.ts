/** The oldest Node that the package runs on, as in `engines` of package.json. */
const OLDEST = [20, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `gulp-vlog-describe needs Node ${OLDEST.join('.')} or newer; this is ${process.version}.\n`,
  );
  process.exit(1);
}
