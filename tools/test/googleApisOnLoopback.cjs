// Loaded before a program (`--require`): what it fetches from Google's APIs goes to a server on loopback instead.
const send = globalThis.fetch;
globalThis.fetch = (input, options) => {
  const { protocol, hostname, pathname, search } = new URL(input);
  const isGoogle = protocol === 'https:' && hostname.endsWith('.googleapis.com');
  const url = `${process.env['GOOGLE_APIS']}/${hostname}${pathname}${search}`;
  return send(isGoogle ? url : input, options);
};
