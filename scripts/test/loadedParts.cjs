// Loaded before a program (`--require`): at its end, prints in a last line which parts of firebase-admin it loaded.
process.on('exit', () => {
  const parts = Object.keys(require.cache).flatMap(
    (path) =>
      /firebase-admin[\\/]lib[\\/](app|auth|firestore)[\\/]index\.js$/.exec(path)?.[1] ?? [],
  );
  console.log(`\n${JSON.stringify(parts.sort())}`);
});
