const { tasks } = require('gulp-vlog-describe');

Object.assign(exports, tasks());
exports.default = exports.stage3;
