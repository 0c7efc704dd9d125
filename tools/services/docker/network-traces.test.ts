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
    '-A INPUT -j MINE',
    '-A DOCKER -i docker0 -j RETURN',
  ].join('\n');
  expect(planRuleRemoval(listing, ['docker0', 'br-0123456789ab'])).toEqual([
    ['-D', 'FORWARD', '-j', 'DOCKER'],
    ['-D', 'FORWARD', '-i', 'docker0', '!', '-o', 'docker0', '-j', 'ACCEPT'],
    ['-D', 'FORWARD', '-i', 'br-0123456789ab', '-j', 'ACCEPT'],
    ['-D', 'FORWARD', '-m', 'comment', '--comment', 'a word', '-o', 'docker0', '-j', 'ACCEPT'],
    ['-F', 'DOCKER'],
    ['-X', 'DOCKER'],
  ]);
});
