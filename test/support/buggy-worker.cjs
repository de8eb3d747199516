// Required by every Node process of a run: in a media worker it brings a bug for clips whose name
// says so, as a mistake in our own code would.
if (/media[\\/]worker\.[jt]s$/.test(process.argv[1] ?? '')) {
  const fs = require('node:fs/promises');
  const { stat } = fs;
  fs.stat = (file, ...rest) => {
    if (String(file).includes('cursed')) {
      throw new TypeError('nothing.foo is not a function');
    }
    return stat(file, ...rest);
  };
  require('node:module').syncBuiltinESMExports();
}
