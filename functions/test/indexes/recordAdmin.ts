/**
 * Records what the Admin SDK sends from the product's code: loaded by Jest's setup, and by every other Node
 * process with `--require` (bundled). Without RECORDED_QUERIES it does nothing.
 *
 * `request` and `requestStream` of the client send everything. The file that asked is found when it asks, and
 * kept until the request goes out. Requests are neither delayed nor changed.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import Module from 'node:module';
import { isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newRecord, type RequestRecord } from './record';
import { parseQueryRequest, parseWriteRequest } from './request';

type Method = (this: unknown, ...args: unknown[]) => unknown;

const PACKAGE = '@google-cloud/firestore';
/** Where the product's code is: what other files send is the tests' own. */
const PRODUCT = /^(functions\/(src|lib)|tools(?!\/test\/))\//;

/** Where scripts/toolBundle.js puts the tools' bundles, and how their code is named. */
const TOOL_BUNDLES = 'functions/node_modules/.cache/embudo/';
const TOOL = 'tools/';

/** The file that made a request, relative to the repository. */
const asking = new AsyncLocalStorage<string>();

const [folder, root] = [process.env['RECORDED_QUERIES'], process.env['RECORDED_ROOT']];
if (folder !== undefined && root !== undefined) {
  const record = newRecord(folder);
  if (typeof jest === 'undefined') installOnLoad(record, root);
  else install(jest.requireActual(PACKAGE), record, root);
}

/** Installs the recorder in the package once the process loads it, if it ever does. */
function installOnLoad(record: RequestRecord, root: string): void {
  const load: unknown = Reflect.get(Module, '_load');
  if (typeof load !== 'function') throw new Error('This Node has no Module._load');
  let isInstalled = false;
  Reflect.set(Module, '_load', function (this: unknown, ...args: unknown[]): unknown {
    const loaded: unknown = Reflect.apply(load, this, args);
    if (args[0] === PACKAGE && !isInstalled) {
      isInstalled = true;
      install(loaded, record, root);
    }
    return loaded;
  });
}

function install(firestore: unknown, record: RequestRecord, root: string): void {
  const client = prototypeOf(firestore, 'Firestore');
  const query = prototypeOf(firestore, 'Query');
  for (const method of ['get', 'stream', 'explain', 'onSnapshot']) remember(query, method, root);
  remember(prototypeOf(firestore, 'WriteBatch'), 'commit', root);
  remember(client, 'runTransaction', root);
  // The class of aggregations is not exported.
  const isPatched = new WeakSet<object>();
  wrap(query, 'aggregate', (aggregate) => {
    return function (this: unknown, ...args) {
      const made = Reflect.apply(aggregate, this, args);
      const prototype: unknown = isObject(made) ? Reflect.getPrototypeOf(made) : null;
      if (isObject(prototype) && !isPatched.has(prototype)) {
        isPatched.add(prototype);
        for (const method of ['get', 'explain']) remember(prototype, method, root);
      }
      return made;
    };
  });
  wrap(client, 'request', (send) => {
    return function (this: unknown, method, request, ...rest) {
      if (method === 'commit' || method === 'batchWrite') {
        const origin = originOf();
        if (origin !== null) {
          for (const written of parseWriteRequest(request)) record.addWrite(origin, written);
        }
      }
      return Reflect.apply(send, this, [method, request, ...rest]);
    };
  });
  wrap(client, 'requestStream', (send) => {
    return function (this: unknown, method, isBidirectional, request, ...rest) {
      if (method === 'runQuery' || method === 'runAggregationQuery') {
        const origin = originOf();
        if (origin !== null) record.addQuery(origin, parseQueryRequest(request));
      }
      return Reflect.apply(send, this, [method, isBidirectional, request, ...rest]);
    };
  });
}

/** The product's file that asked; null if a test did. What nobody is known to have asked is the product's. */
function originOf(): string | null {
  const file = asking.getStore();
  if (file === undefined) return 'unknown';
  return PRODUCT.test(file) ? file : null;
}

/** Keeps which file called a method until all that follows from the call is done. */
function remember(prototype: object, name: string, root: string): void {
  wrap(prototype, name, (method) => {
    return function (this: unknown, ...args) {
      const caller = callerFile(root);
      const call = (): unknown => Reflect.apply(method, this, args);
      return caller === null ? call() : asking.run(caller, call);
    };
  });
}

/** The innermost file outside packages and this folder, relative to the repository. */
function callerFile(root: string): string | null {
  const own = {
    prepareStackTrace: Reflect.get(Error, 'prepareStackTrace') as unknown,
    stackTraceLimit: Error.stackTraceLimit,
  };
  Error.stackTraceLimit = 40;
  Error.prepareStackTrace = (_, frames) => frames.map((frame) => frame.getFileName() ?? '');
  const { stack }: { stack?: unknown } = new Error();
  Object.assign(Error, own);
  if (!Array.isArray(stack)) return null;
  for (const name of stack.map(String)) {
    const file = name.startsWith('file:') ? fileURLToPath(name) : name;
    const isOwn = file === __filename || file.startsWith(join(root, 'functions/test/indexes/'));
    if (file.startsWith(join(root, TOOL_BUNDLES))) return TOOL;
    if (!isAbsolute(file) || isOwn || file.includes('node_modules')) continue;
    const path = relative(root, file);
    return path.startsWith('..') ? null : path;
  }
  return null;
}

function prototypeOf(module: unknown, name: string): object {
  const found: unknown = isObject(module) ? Reflect.get(module, name) : undefined;
  if (typeof found !== 'function') throw new Error(`${PACKAGE} exports no ${name}`);
  const prototype: unknown = found.prototype;
  if (!isObject(prototype)) throw new Error(`${name} is no class`);
  return prototype;
}

/** Replaces a method. Throws if this version of the package has other internals. */
function wrap(prototype: object, name: string, replace: (method: Method) => Method): void {
  const method: unknown = Reflect.get(prototype, name);
  if (!isMethod(method)) throw new Error(`This version of ${PACKAGE} has no ${name}`);
  Reflect.set(prototype, name, replace(method));
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}

/** A function is an object, too: this package is its class `Firestore`. */
function isObject(value: unknown): value is object {
  return value instanceof Object;
}
