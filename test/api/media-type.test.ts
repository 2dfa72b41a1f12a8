// What an Accept header lets through, in the order the original looks.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { acceptedType } from '../../src/api/media-type.ts';

const test = suite('media type');

const json = 'application/json';
const protobuf = 'application/x-protobuf';

test('JSON is preferred wherever both are allowed', () => {
  for (const accept of [
    undefined,
    '*/*',
    'application/*',
    'application/json',
    'APPLICATION/JSON; charset=utf-8',
    'application/x-protobuf, */*;q=0.1',
    'application/x-protobuf;q=0.9, application/json;q=0.1',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  ])
    assert.is(acceptedType(accept), json, accept);
});

test('protobuf is taken where JSON is not allowed', () => {
  for (const accept of [
    'application/x-protobuf',
    'text/html, application/x-protobuf;q=0.1',
    'application/json;q=0, application/x-protobuf',
    'application/json;q=0, */*',
    'application/json;q=0.0, application/*',
  ])
    assert.is(acceptedType(accept), protobuf, accept);
});

test('nothing is taken where neither is allowed', () => {
  for (const accept of ['', '*', 'text/*', 'json', 'application/json;q=0', '*/*;q=0', 'application/recordio'])
    assert.is(acceptedType(accept), undefined, accept);
});

test.run();
