// Decoders of texts that people and flags give: resources, attributes, environment files; and of names in requests.
import * as assert from 'uvu/assert';
import { parseEnvFile } from '../../src/config/env-file.ts';
import { parseTarget } from '../../src/http/request-target.ts';
import { parseUpid } from '../../src/libprocess/upid.ts';
import { Expression, readExpression } from '../../src/master/regular-expression.ts';
import { parseAttributesText } from '../../src/resources/attributes.ts';
import { readResourcesJson } from '../../src/resources/json-text.ts';
import { readResources } from '../../src/resources/messages.ts';
import { Resources } from '../../src/resources/resources.ts';
import { formatResources, parseResourcesText } from '../../src/resources/text.ts';
import type { Decoder } from './decoder.ts';

const texts =
  (...given: readonly string[]) =>
  (): readonly Buffer[] =>
    given.map((text) => Buffer.from(text));

const resourcesText: Decoder = {
  name: 'resources-text',
  usual: 5000,
  valid: texts(
    'cpus:4;mem:1024;disk:4096',
    'cpus(role):0.5;mem(a/b):64',
    'ports:[31000-32000, 33000-33010]',
    'disks:{sda1,sda2};gpus:1',
    'cpus(*):1e3;x:0.001',
    '  cpus : 1 ; ports : [1-2,3-4] ',
  ),
  run: (input) => {
    const parsed = parseResourcesText(input.toString());
    if (!(parsed instanceof Resources)) {
      assert.type(parsed.message, 'string');
      return false;
    }
    // What is printed is read again as the same, unless a name needs what the text form cannot say.
    const again = parseResourcesText(formatResources(parsed));
    if (again instanceof Resources) assert.ok(parsed.equals(again), formatResources(parsed));
    return true;
  },
};

const resourcesJson: Decoder = {
  name: 'resources-json',
  usual: 3000,
  valid: texts(
    '[{"name":"cpus","type":"SCALAR","scalar":{"value":2},"role":"a"}]',
    '[{"name":"ports","type":"RANGES","ranges":{"range":[{"begin":1,"end":9}]}}]',
    '[{"name":"disk","type":"SCALAR","scalar":{"value":5},"reservations":[{"type":"DYNAMIC","role":"r","principal":"p"}],"disk":{"persistence":{"id":"i","principal":"p"},"volume":{"container_path":"c","mode":"RW"}}}]',
    '[{"name":"s","type":"SET","set":{"item":["a","b"]},"revocable":{},"shared":{}}]',
  ),
  run: (input) => {
    const read = readResourcesJson(input.toString(), '*');
    if (!Array.isArray(read)) return false;
    readResources(read);
    return true;
  },
};

const attributes: Decoder = {
  name: 'attributes',
  usual: 5000,
  valid: texts('rack:r1;level:3', 'a:1.5;b:[1-3,5-7];c:{x,y}', 'x:;y', 'a:b:c'),
  run: (input) => Array.isArray(parseAttributesText(input.toString())),
};

const environment: Decoder = {
  name: 'env-file',
  usual: 4000,
  valid: texts(
    'export MESOS_work_dir=/var/lib/mesos\nMESOS_ip=127.0.0.1\n',
    'A=\'single $x\'\nB="double \\" \\$y"\nC=`back`\nD=plain # comment\n',
    '# a comment\n\nexport X="a b" \nY=a\\ b\r\nZ=$HOME\n',
    'MESOS_attributes=rack:a;zone:b\nMESOS_resources="cpus(*):4;ports:[1-2]"\n',
  ),
  run: (input) => {
    const text = input.toString();
    const { assignments, problems } = parseEnvFile(text);
    const lines = text.split('\n').length;
    for (const { line } of [...assignments, ...problems]) assert.ok(line >= 1 && line <= lines);
    for (const { name, value } of assignments) {
      assert.match(name, /^[A-Za-z_][A-Za-z0-9_]*$/);
      assert.not.match(value, '\0');
    }
    return problems.length === 0;
  },
};

const target: Decoder = {
  name: 'request-target',
  usual: 5000,
  valid: texts(
    '/state?jsonp=x&a=%20',
    '/slave%281%29/files/read?path=%2Ftmp&offset=0',
    'http://host:5050/metrics/snapshot?timeout=1secs#f',
    '/%2e%2e/%252e',
  ),
  run: (input) => {
    const parsed = parseTarget(input.toString('latin1'));
    if (typeof parsed === 'number') {
      assert.ok(parsed === 400 || parsed === 404);
      return false;
    }
    assert.is(parsed.path[0], '/');
    assert.not.ok(parsed.path.includes('\0') || parsed.path.includes('/..'));
    return true;
  },
};

const upid: Decoder = {
  name: 'upid',
  usual: 5000,
  valid: texts('slave(1)@127.0.0.1:5051', 'scheduler-0b1f@host.example:1', 'master@10.0.0.1:65535'),
  run: (input) => {
    const parsed = parseUpid(input.toString('latin1'));
    if (parsed === undefined) return false;
    assert.is(`${parsed.id}@${parsed.address}`, input.toString('latin1').replace(/:0*(\d+)$/, ':$1'));
    assert.ok(parsed.port >= 1 && parsed.port <= 65535);
    assert.not.match(parsed.host, /[\s/@]/);
    return true;
  },
};

/** Small enough that an expression soon has no room for the states of a match. */
const expressionLimits = { maxMemBytes: 2000, maxProgramSize: 100 };

const regularExpression: Decoder = {
  name: 'regular-expression',
  usual: 3000,
  valid: texts(
    'rack-[0-9]+',
    'us-(east|west)-[12][a-c]',
    '(?i)(?P<host>[[:alpha:]][\\w-]*)\\.example\\.(com|org)',
    '\\Qa.b\\E|[^\\d\\s]{2,5}?|\\pL\\x{1F600}',
    '(a*)*b|((a|b)*a(a|b){9})?^$',
    '(?s:.){0,20}\\b(?U)x+\\z',
  ),
  run: (input) => {
    const pattern = input.toString();
    const read = readExpression(pattern, expressionLimits);
    if (typeof read === 'string') return false;
    assert.ok(read.programSize <= expressionLimits.maxProgramSize);
    const roomy = new Expression(pattern, 1 << 20);
    for (const text of [
      '',
      'a',
      'rack-12',
      'aabab'.repeat(40),
      'Host.example.com',
      'x\ud83d\ude00\n',
      pattern,
    ])
      assert.is(read.matches(text), roomy.matches(text), text);
    return true;
  },
};

export const textDecoders: readonly Decoder[] = [
  regularExpression,
  resourcesText,
  resourcesJson,
  attributes,
  environment,
  target,
  upid,
];
