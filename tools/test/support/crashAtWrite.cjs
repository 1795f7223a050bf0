// Loaded before a program (`--require`): the process dies at its n-th change of a file in a folder (CRASH_FOLDER,
// CRASH_AT), as when a machine loses its power: half of what it was about to write is on the disk.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const { CRASH_AT = '', CRASH_FOLDER = '' } = process.env;
let left = Number(CRASH_AT);
const opened = new Set();
const { openSync, writeSync, writeFileSync, renameSync, ftruncateSync } = fs;

function isLast() {
  left -= 1;
  return left === 0;
}

const die = () => process.kill(process.pid, 'SIGKILL');
const isOurs = (path) => typeof path === 'string' && path.startsWith(CRASH_FOLDER);

fs.openSync = (path, ...rest) => {
  const file = openSync(path, ...rest);
  if (isOurs(path)) opened.add(file);
  return file;
};
fs.writeSync = (file, bytes, offset = 0, ...rest) => {
  if (opened.has(file) && isLast()) {
    writeSync(file, bytes, offset, Math.ceil((bytes.length - offset) / 2));
    die();
  }
  return writeSync(file, bytes, offset, ...rest);
};
fs.writeFileSync = (path, text, ...rest) => {
  if (isOurs(path) && isLast()) {
    writeFileSync(path, text.slice(0, text.length / 2), ...rest);
    die();
  }
  return writeFileSync(path, text, ...rest);
};
fs.renameSync = (from, to) => {
  if (isOurs(from) && isLast()) die();
  return renameSync(from, to);
};
fs.ftruncateSync = (file, length) => {
  if (opened.has(file) && isLast()) die();
  return ftruncateSync(file, length);
};
syncBuiltinESMExports();
