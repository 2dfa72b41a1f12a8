// What is bundled into the programs, told from the bundler's metafile (dist/metafile.json), never from a list kept
// by hand: provides for RPM, licence texts, stanzas for debian/copyright and the SPDX bill of materials.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Which package of the distribution carries which programs. */
const carriers = {
  'mesos-common': ['mesos', 'sd-notify.node'],
  'mesos-master': ['mesos-master'],
  'mesos-agent': ['mesos-agent'],
};

/** The bundled packages of each program, sorted by name: files of them are in the output. */
export function bundledPackages(sourceRoot = root) {
  const metafiles = JSON.parse(readFileSync(join(sourceRoot, 'dist/metafile.json'), 'utf8'));
  const known = new Map();
  return Object.fromEntries(
    Object.entries(metafiles).map(([program, metafile]) => {
      const found = new Set();
      for (const output of Object.values(metafile.outputs)) {
        for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
          const directory = packageDirectory(path);
          if (directory === undefined || bytesInOutput === 0) continue;
          if (!known.has(directory)) known.set(directory, readPackage(sourceRoot, directory));
          found.add(known.get(directory));
        }
      }
      return [program, [...found].sort(byNameAndVersion)];
    }),
  );
}

/** Files of third parties that the bundler read, relative to the source root. */
export function bundledFiles(sourceRoot = root) {
  const metafiles = JSON.parse(readFileSync(join(sourceRoot, 'dist/metafile.json'), 'utf8'));
  const inputs = Object.values(metafiles).flatMap(({ inputs }) => Object.keys(inputs));
  return [...new Set(inputs.filter((path) => packageDirectory(path) !== undefined))].sort();
}

/** `…/node_modules/@scope/name` of a path below it; undefined for our own files. */
export function packageDirectory(path) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
}

/** Files of a package that state its licence and authors. */
export function licenceFiles(directory) {
  return readdirSync(directory)
    .filter((name) => /^(licen[cs]e|copying|notice|authors)(\.(md|txt|markdown))?$/i.test(name))
    .sort();
}

function readPackage(sourceRoot, directory) {
  const absolute = join(sourceRoot, directory);
  const manifest = JSON.parse(readFileSync(join(absolute, 'package.json'), 'utf8'));
  const texts = licenceFiles(absolute).map((name) => readFileSync(join(absolute, name), 'utf8').trim());
  const author = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name;
  return {
    directory: directory.slice(directory.indexOf('node_modules/')),
    name: manifest.name,
    version: manifest.version,
    licence: manifest.license ?? 'NOASSERTION',
    author: author?.replace(/\s*[<(].*$/, ''),
    texts,
  };
}

function byNameAndVersion(a, b) {
  return compare(a.name, b.name) || compare(a.version, b.version);
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function allPackages(sourceRoot) {
  return [...new Set(Object.values(bundledPackages(sourceRoot)).flat())].sort(byNameAndVersion);
}

/** The spec with its generated parts renewed: the provides of bundled packages and the licence of each package. */
export function updateSpec(spec, sourceRoot = root) {
  const packages = bundledPackages(sourceRoot);
  let text = spec;
  for (const [carrier, programs] of Object.entries(carriers)) {
    const carried = [...new Set(programs.flatMap((name) => packages[name] ?? []))].sort(byNameAndVersion);
    const licences = [...new Set(carried.map(({ licence }) => licence))].sort();
    const lines = [
      `License:        ${['Apache-2.0', ...licences.filter((licence) => licence !== 'Apache-2.0')].join(' AND ')}`,
      ...carried.map(({ name, version }) => `Provides:       bundled(npm(${name})) = ${version}`),
    ];
    const block = new RegExp(`(# bundled in ${carrier}: begin[^\\n]*\\n)[^]*?(# bundled in ${carrier}: end)`);
    text = text.replace(block, (_, begin, end) => `${begin}${lines.join('\n')}\n${end}`);
  }
  return text;
}

/** Bundled packages that the spec does not declare: `carrier: bundled(npm(x)) = v`. */
function undeclared(spec, sourceRoot) {
  return Object.entries(bundledPackages(sourceRoot)).flatMap(([program, packages]) => {
    const carrier = Object.keys(carriers).find((name) => carriers[name].includes(program));
    const block = new RegExp(`# bundled in ${carrier}: begin[^]*?# bundled in ${carrier}: end`).exec(spec);
    return packages
      .map(({ name, version }) => `bundled(npm(${name})) = ${version}`)
      .filter((provide) => !block?.[0].includes(`${provide}\n`))
      .map((provide) => `${carrier}: ${provide}`);
  });
}

/** One text with the licences of all bundled packages; equal texts stand once. */
function notices(sourceRoot) {
  const groups = new Map();
  for (const entry of allPackages(sourceRoot)) {
    const text =
      entry.texts.join('\n\n') || `Licence: ${entry.licence}. Author: ${entry.author ?? 'see its package'}.`;
    groups.set(text, [...(groups.get(text) ?? []), `${entry.name} ${entry.version}`]);
  }
  const rule = '-'.repeat(78);
  const parts = [...groups].map(([text, names]) => `${rule}\n${names.join('\n')}\n${rule}\n\n${text}\n`);
  return `The programs contain these packages of the npm registry.\n\n${parts.join('\n')}`;
}

/** Stanzas of debian/copyright for what the source package holds below vendor/. */
function copyright(sourceRoot) {
  // A package within another comes after it: the last stanza that fits a file counts.
  return allPackages(sourceRoot)
    .sort((a, b) => compare(a.directory, b.directory))
    .map((entry) => {
      const lines = entry.texts
        .flatMap((text) => text.split('\n'))
        .map((line) => /^\W*(Copyright\s+(?:\(c\)|©|\d{4}|Node\.js|Joyent).*)$/i.exec(line.trim())?.[1])
        .filter((line) => line !== undefined)
        .map((line) => line.replace(/^copyright\s*/i, '').replace(/^\(c\)\s*|^©\s*/i, ''))
        .map((line) => line.replace(/\s*all rights reserved\.?$/i, '').trim());
      const holders =
        lines.length > 0 ? [...new Set(lines)] : [entry.author ?? `the authors of ${entry.name}`];
      return [
        `Files: vendor/${entry.directory}/*`,
        `Copyright: ${holders.join('\n           ')}`,
        `License: ${debianLicence(entry.licence)}`,
      ].join('\n');
    })
    .join('\n\n');
}

/** Debian's short names differ from SPDX's here. */
function debianLicence(licence) {
  return { MIT: 'Expat' }[licence] ?? licence;
}

/** SPDX 2.3: the product, its launcher and every bundled package. The same source gives the same bytes. */
function billOfMaterials(sourceRoot) {
  const manifest = JSON.parse(readFileSync(join(sourceRoot, 'package.json'), 'utf8'));
  const lock = JSON.parse(readFileSync(join(sourceRoot, 'package-lock.json'), 'utf8'));
  const programs = bundledPackages(sourceRoot);
  const created = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? 0) * 1000);
  const bundled = allPackages(sourceRoot);
  const identity = (entry) =>
    `SPDXRef-npm-${`${entry.name}-${entry.version}`.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^-/, '')}`;
  const own = (name, comment) => ({
    SPDXID: `SPDXRef-${name}`,
    name,
    versionInfo: manifest.version,
    supplier: `Organization: ${manifest.author}`,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: manifest.license,
    licenseDeclared: manifest.license,
    copyrightText: manifest.author,
    comment,
  });
  const packages = [
    own('mesos', manifest.description),
    ...Object.keys(programs).map((name) => own(`program-${name}`, `the program ${name}, bundled JavaScript`)),
    {
      ...own(
        'program-mesos-launcher',
        `written in C, built from src/launcher; sha256 of its sources: ${launcherDigest(sourceRoot)}`,
      ),
      primaryPackagePurpose: 'APPLICATION',
    },
    ...bundled.map((entry) => ({
      SPDXID: identity(entry),
      name: entry.name,
      versionInfo: entry.version,
      supplier: entry.author === undefined ? 'NOASSERTION' : `Person: ${entry.author}`,
      downloadLocation: 'NOASSERTION',
      filesAnalyzed: false,
      licenseConcluded: entry.licence,
      licenseDeclared: entry.licence,
      copyrightText: 'NOASSERTION',
      ...checksums(lock.packages[entry.directory]?.integrity),
      externalRefs: [
        {
          referenceCategory: 'PACKAGE-MANAGER',
          referenceType: 'purl',
          referenceLocator: `pkg:npm/${entry.name.replace('@', '%40')}@${entry.version}`,
        },
      ],
    })),
  ];
  const relate = (from, type, to) => ({
    spdxElementId: from,
    relationshipType: type,
    relatedSpdxElement: to,
  });
  const relationships = [
    relate('SPDXRef-DOCUMENT', 'DESCRIBES', 'SPDXRef-mesos'),
    ...[...Object.keys(programs), 'mesos-launcher'].map((name) =>
      relate('SPDXRef-mesos', 'CONTAINS', `SPDXRef-program-${name}`),
    ),
    ...Object.entries(programs).flatMap(([name, entries]) =>
      entries.map((entry) => relate(`SPDXRef-program-${name}`, 'CONTAINS', identity(entry))),
    ),
  ];
  const body = { packages, relationships };
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `mesos-${manifest.version}`,
    documentNamespace: `urn:spdx:mesos-${manifest.version}-${digest.slice(0, 32)}`,
    creationInfo: {
      created: created.toISOString().replace(/\.\d+Z$/, 'Z'),
      creators: [`Organization: ${manifest.author}`, 'Tool: scripts/packages/third-party.mjs'],
    },
    ...body,
  };
}

function checksums(integrity) {
  const sha512 = /^sha512-(.+)$/.exec(integrity ?? '')?.[1];
  if (sha512 === undefined) return {};
  return {
    checksums: [{ algorithm: 'SHA512', checksumValue: Buffer.from(sha512, 'base64').toString('hex') }],
  };
}

function launcherDigest(sourceRoot) {
  const folder = join(sourceRoot, 'src/launcher');
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    if (/\.[ch]$/.test(name)) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}

function main([command, argument]) {
  if (command === 'verify') {
    const missing = undeclared(readFileSync(argument, 'utf8'), root);
    for (const line of missing) console.error(`${argument} does not declare ${line}`);
    if (missing.length > 0) console.error('run scripts/package, which renews the lines');
    process.exitCode = missing.length === 0 ? 0 : 1;
  } else if (command === 'update' && existsSync(argument)) {
    const before = readFileSync(argument, 'utf8');
    const after = updateSpec(before);
    if (after !== before) writeFileSync(argument, after);
  } else if (command === 'notices') process.stdout.write(notices(root));
  else if (command === 'copyright') process.stdout.write(`${copyright(root)}\n`);
  else if (command === 'sbom')
    process.stdout.write(`${JSON.stringify(billOfMaterials(root), undefined, 1)}\n`);
  else {
    console.error('usage: third-party.mjs verify SPEC | update SPEC | notices | copyright | sbom');
    process.exitCode = 2;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
