// The comparison itself: it must see what is missing, too many, changed or out of order, and must not be
// satisfied by an id that stands for two things.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Conversation } from './conversation.ts';
import { problemsOf } from './named-differences.ts';

const test = suite('comparison of conversations');

function conversation(): Conversation {
  return new Conversation({ idKeys: ['id'], isOwnTime: () => false, endless: ['pings'], patienceMs: 200 });
}

function immediately(): Promise<boolean> {
  return new Promise((resolve) => setImmediate(resolve, false));
}

/** Messages of a channel as label and body. */
type Said = readonly (readonly [string, unknown])[];

async function differencesOf(recorded: Said, ours: Said, channel = 'link'): Promise<string[]> {
  const compared = conversation();
  for (const [label, body] of ours) compared.observe(channel, { label, body });
  for (const [label, body] of recorded.slice(0, ours.length)) compared.expect(channel, { label, body });
  await compared.settle();
  for (const [label, body] of recorded.slice(ours.length)) compared.expect(channel, { label, body });
  return compared
    .differences()
    .map(({ where, recorded: theirs, ours: seen }) => `${where}: ${theirs} / ${seen}`);
}

test('the same but for ids is no difference', async () => {
  const recorded: Said = [
    ['A', { id: 'x1', count: 1 }],
    ['B', { of: { id: 'x1' } }],
  ];
  const ours: Said = [
    ['A', { id: 'y7', count: 1 }],
    ['B', { of: { id: 'y7' } }],
  ];
  assert.equal(await differencesOf(recorded, ours), []);
});

test('a changed, an absent and an additional field are found', async () => {
  const found = await differencesOf([['A', { a: 1, b: 2 }]], [['A', { a: 3, c: 4 }]]);
  assert.equal(found, ['link A.body.a: 1 / 3', 'link A.body.b: 2 / absent', 'link A.body.c: absent / 4']);
});

test('an id that stands for another thing than before is found', async () => {
  const recorded: Said = [
    ['A', { id: 'x1' }],
    ['B', { id: 'x1' }],
  ];
  const ours: Said = [
    ['A', { id: 'y1' }],
    ['B', { id: 'y2' }],
  ];
  assert.equal(await differencesOf(recorded, ours), ['link B.body.id: "x1" / "y2"']);
});

test('a missing and an additional message do not make the others different', async () => {
  const found = await differencesOf(
    [
      ['A', 1],
      ['B', 2],
      ['C', 3],
    ],
    [
      ['A', 1],
      ['X', 9],
      ['C', 3],
    ],
  );
  assert.equal(found, ['link B: sent / not sent', 'link X: not sent / sent']);
});

test('one that is too many does not stand for another that is yet to come', async () => {
  const compared = conversation();
  compared.expect('link', { label: 'A' });
  compared.observe('link', { label: 'X' });
  const settled = compared.settle();
  setTimeout(() => compared.observe('link', { label: 'A' }), 30);
  await settled;
  assert.equal(
    compared.differences().map(({ where }) => where),
    ['link X'],
  );
});

test('a response of another status is not waited for again', async () => {
  const compared = new Conversation({ idKeys: [], isOwnTime: () => false, patienceMs: 60_000 });
  compared.expect('answers', { label: 'HTTP/1.1 200 OK' });
  compared.observe('answers', { label: 'HTTP/1.1 501 Not Implemented' });
  await compared.settle();
  assert.is(compared.differences().length, 2);
});

test('what did not come is waited for once', async () => {
  const compared = conversation();
  compared.expect('link', { label: 'A' });
  await compared.settle();
  compared.expect('link', { label: 'A' });
  compared.observe('link', { label: 'A' });
  const settled = await Promise.race([compared.settle().then(() => true), immediately()]);
  assert.ok(settled);
});

test('what nobody waits for is waited for at the end', async () => {
  const compared = new Conversation({
    idKeys: [],
    isOwnTime: () => false,
    unawaited: ['answers'],
    patienceMs: 60_000,
  });
  compared.expect('answers', { label: 'A' });
  await compared.settle();
  const finished = compared.finish();
  assert.not(await Promise.race([finished.then(() => true), immediately()]));
  compared.observe('answers', { label: 'A' });
  await finished;
  assert.equal(compared.differences(), []);
});

test('what follows the clock may go on', async () => {
  assert.equal(
    await differencesOf(
      [['P', 1]],
      [
        ['P', 1],
        ['P', 1],
      ],
      'pings',
    ),
    [],
  );
});

test('unexpected differences and names without a difference are problems', () => {
  const found = [{ transcript: '01', where: 'link A.body.a', recorded: '1', ours: '2' }];
  assert.equal(problemsOf(found, [{ where: /^01 link A\.body\.a$/, reason: 'because' }]), []);
  assert.is(problemsOf(found, []).length, 1);
  assert.is(problemsOf([], [{ where: /A/, reason: 'because' }]).length, 1);
});

test.run();
