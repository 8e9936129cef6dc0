// The lists in which a service stands, with a new one added. Each change takes the text of a file and gives the new one.

/** @returns {Record<string, (text: string) => string>} by file, below the root */
export function registries(words) {
  const { __name__: name, __Name__: className, __camel__: camel } = words;
  return {
    'vendors/vendor.ts': (text) => listed(text, /(VENDOR_NAMES = \[)([^\]]*)(\])/, `'${name}'`),
    'vendors/registry.ts': (text) =>
      imported(listed(text, /(VENDORS: readonly Vendor\[\] = \[)([^\]]*)(\])/, name), name, `./${name}/vendor`),
    'sandbox/services.ts': (text) =>
      imported(
        listed(text, /(SERVICES: readonly SandboxService\[\] = \[)([^\]]*)(\])/, name),
        name,
        `./${name}/service`,
      ),
    'test/services/index.ts': (text) =>
      imported(listed(text, /(TESTED: [^=]*= \{)([^}]*)(\})/, name), name, `./${name}`),
    'test/n8n/harness/credentials.mjs': (text) =>
      lined(
        text,
        /const CREDENTIALS = \{\n[^]*?\n(?=\};)/,
        `  ${name}: { type: '${camel}Api', data: ({ url, key }) => ({ baseUrl: url, apiKey: key }) },\n`,
      ),
    'test/n8n/triggers.test.mjs': (text) =>
      lined(
        text,
        /const SERVICES = \{\n[^]*?\n(?=\};)/,
        `  ${name}: { type: '${camel}Trigger', credential: '${camel}Api', data: {} },\n`,
      ),
    '.github/workflows/release.yml': (text) =>
      inOrder(
        text,
        /(for name in n8n-nodes-ticketlake ticketlake)((?: n8n-nodes-ticketlake-\w+)+)(; do)/,
        `n8n-nodes-ticketlake-${name}`,
      ),
    'package.json': (text) => registered(text, name, className),
  };
}

/** @param {RegExp} list its head, its items with commas, its end */
function listed(text, list, item) {
  return changed(text, list, (_whole, head, items, end) => {
    const padding = /^\s*/.exec(items)[0];
    return `${head}${padding}${[...items.split(',').map((each) => each.trim()), item].filter(Boolean).join(', ')}${padding}${end}`;
  });
}

/** Words of a shell's list, by the alphabet. */
function inOrder(text, list, word) {
  return changed(text, list, (_whole, head, items, end) => {
    const words = [...items.trim().split(' '), word].sort();
    return `${head} ${words.join(' ')}${end}`;
  });
}

/** Behind the last import of a value. */
function imported(text, name, from) {
  const imports = [...text.matchAll(/^import \{ \w+ \} from '[^']*';\n/gm)];
  const { index, 0: line } = imports.at(-1) ?? missing(/import/);
  const end = index + line.length;
  return `${text.slice(0, end)}import { ${name} } from '${from}';\n${text.slice(end)}`;
}

/** As the last line of a list. */
function lined(text, list, line) {
  return changed(text, list, (whole) => whole + line);
}

/** The exporter's own node stays the last one. */
function registered(text, name, className) {
  const manifest = JSON.parse(text);
  const { nodes, credentials } = manifest.n8n;
  manifest.keywords.push(name);
  nodes.splice(
    placeOf(nodes),
    0,
    ...[className, `${className}Trigger`].map((each) => `dist/nodes/${className}/${each}.node.js`),
  );
  credentials.splice(placeOf(credentials), 0, `dist/credentials/${className}Api.credentials.js`);
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function placeOf(files) {
  const place = files.findIndex((file) => /\/Ticketlake[A-Z.]/.test(file));
  return place === -1 ? files.length : place;
}

function changed(text, pattern, replace) {
  return pattern.test(text) ? text.replace(pattern, replace) : missing(pattern);
}

function missing(pattern) {
  throw new Error(
    `it holds nothing like ${pattern.source}: write the service into it by hand, and mend scripts/new-service/registries.mjs`,
  );
}
