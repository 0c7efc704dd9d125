import { expect, test } from 'vitest';
import { planRuleRemoval } from './network-traces.ts';

test("an engine's rules and chains are removed, others stay", () => {
  const listing = [
    '-P FORWARD DROP',
    '-N DOCKER',
    '-N MINE',
    '-A FORWARD -j DOCKER',
    '-A FORWARD -i docker0 ! -o docker0 -j ACCEPT',
    '-A FORWARD -i br-0123456789ab -j ACCEPT',
    '-A FORWARD -i br-ffffffffffff -j ACCEPT',
    '-A FORWARD -m comment --comment "a word" -o docker0 -j ACCEPT',
    '-A POSTROUTING -s 172.18.0.2/32 -d 172.18.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE',
    '-A POSTROUTING -s 10.0.0.0/8 -o eth0 -j MASQUERADE',
    '-A INPUT -j MINE',
    '-N CELERIAC-0123456789a',
    '-A INPUT -i cel-0123456789a -j CELERIAC-0123456789a',
    '-A CELERIAC-0123456789a -j REJECT',
    '-A DOCKER -i docker0 -j RETURN',
  ].join('\n');
  expect(planRuleRemoval(listing, ['docker0', 'br-0123456789ab'])).toEqual([
    ['-D', 'FORWARD', '-j', 'DOCKER'],
    ['-D', 'FORWARD', '-i', 'docker0', '!', '-o', 'docker0', '-j', 'ACCEPT'],
    ['-D', 'FORWARD', '-i', 'br-0123456789ab', '-j', 'ACCEPT'],
    ['-D', 'FORWARD', '-m', 'comment', '--comment', 'a word', '-o', 'docker0', '-j', 'ACCEPT'],
    [
      ...['-D', 'POSTROUTING', '-s', '172.18.0.2/32', '-d', '172.18.0.2/32'],
      ...['-p', 'tcp', '-m', 'tcp', '--dport', '80', '-j', 'MASQUERADE'],
    ],
    ['-D', 'INPUT', '-i', 'cel-0123456789a', '-j', 'CELERIAC-0123456789a'],
    ['-F', 'DOCKER'],
    ['-F', 'CELERIAC-0123456789a'],
    ['-X', 'DOCKER'],
    ['-X', 'CELERIAC-0123456789a'],
  ]);
});
