import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lookUpUser, parsePasswd } from '../../../src/agent/containerizer/user.ts';
import { MesosError } from '../../../src/base/errors.ts';

const test = suite('users');

test('finds the line of exactly that user', () => {
  const text = 'root:x:0:0:root:/root:/bin/sh\nmesos:x:991:990::/:/usr/sbin/nologin\n';
  assert.equal(parsePasswd(text, 'mesos'), { uid: 991, gid: 990 });
  assert.is(parsePasswd(text, 'meso'), undefined);
  assert.is(parsePasswd('', ''), undefined);
});

test('a user that is in no passwd file is asked of the directory services', async () => {
  assert.equal(await lookUpUser('root', '/nonexistent/passwd'), { uid: 0, gid: 0 });
});

test('a user there is not is an error with a hint, whatever its name', async () => {
  for (const name of ['no-such-user-of-mesos', '--help', '']) {
    const error = await lookUpUser(name).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.instance(error, MesosError);
    assert.is((error as MesosError).code, 'LAUNCH_FAILED');
    assert.match((error as MesosError).hint ?? '', 'switch_user');
  }
});

test.run();
